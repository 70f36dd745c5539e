package io.holdfast.bench.contender;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListener;

/** Spring Kafka's concurrent container as it comes: a consumer and a thread for each partition up to the limit. */
final class SpringKafka implements Contender {

    @Override
    public AutoCloseable start(Consumption consumption, RecordWork work) {
        ContainerProperties properties = new ContainerProperties(consumption.topic());
        properties.setGroupId(consumption.group());
        properties.setMessageListener((MessageListener<byte[], byte[]>) record -> handle(record, work));
        ConcurrentMessageListenerContainer<byte[], byte[]> container = new ConcurrentMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(consumption.consumerProperties()), properties);
        container.setConcurrency(consumption.concurrency());
        container.start();
        return container::stop;
    }

    private static void handle(ConsumerRecord<byte[], byte[]> record, RecordWork work) {
        try {
            work.handle(record);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
