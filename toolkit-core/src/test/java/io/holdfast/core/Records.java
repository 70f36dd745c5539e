package io.holdfast.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.testkit.Kafka;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What the tests on a real broker share: numbered records over some keys, and how far a group is behind. */
final class Records {
    private Records() {}

    /** Values 0, 1, 2 … with keys k0, k1 … in turn. */
    static void send(Kafka kafka, String topic, int records, int keys) {
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            for (int i = 0; i < records; i++)
                producer.send(new ProducerRecord<>(topic, bytes("k" + i % keys), bytes(Integer.toString(i))));
        }
    }

    static Map<String, Object> properties(Kafka kafka, String group) {
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        return properties;
    }

    /** Records between the committed offsets of the group and the ends of the topic. */
    static long lag(Kafka kafka, String group, String topic) {
        var committed = kafka.committed(group);
        return kafka.endOffsets(topic).entrySet().stream()
                .mapToLong(end -> end.getValue()
                        - (committed.get(end.getKey()) == null
                                ? 0
                                : committed.get(end.getKey()).offset()))
                .sum();
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    static int number(byte[] bytes) {
        return Integer.parseInt(text(bytes));
    }
}
