package io.holdfast.bench.contender;

import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.CommitMode;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Confluent Parallel Consumer with the settings of its documentation and the given concurrency. */
final class ParallelConsumer implements Contender {

    @Override
    public AutoCloseable start(Consumption consumption, RecordWork work) {
        ParallelStreamProcessor<byte[], byte[]> processor =
                ParallelStreamProcessor.createEosStreamProcessor(ParallelConsumerOptions.<byte[], byte[]>builder()
                        .consumer(new KafkaConsumer<>(consumption.consumerProperties()))
                        .ordering(ProcessingOrder.KEY)
                        .commitMode(CommitMode.PERIODIC_CONSUMER_ASYNCHRONOUS)
                        .maxConcurrency(consumption.concurrency())
                        .build());
        processor.subscribe(List.of(consumption.topic()));
        processor.poll(context -> {
            try {
                work.handle(context.getSingleConsumerRecord());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        });
        return processor::closeDontDrainFirst;
    }
}
