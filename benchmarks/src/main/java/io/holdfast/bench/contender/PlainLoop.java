package io.holdfast.bench.contender;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Poll, handle each record in the poll loop, commit the position: what every other contender is compared with. */
final class PlainLoop implements Contender {

    @Override
    public AutoCloseable start(Consumption consumption, RecordWork work) {
        return new PollThread(consumption) {
            @Override
            void handle(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
                for (ConsumerRecord<byte[], byte[]> record : records) work.handle(record);
            }

            @Override
            void commit(KafkaConsumer<byte[], byte[]> consumer) {
                consumer.commitAsync();
            }
        }.started();
    }
}
