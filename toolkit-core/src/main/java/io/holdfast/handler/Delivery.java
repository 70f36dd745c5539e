package io.holdfast.handler;

import static java.util.Objects.requireNonNull;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One record on its way through a handler.
 *
 * @param record as the handler sees it, deserialised
 * @param origin where the record was first consumed; stays the same through retry topics and redrives
 * @param attempt 1 for the first try; only failures count
 */
public record Delivery<K, V>(ConsumerRecord<K, V> record, Origin origin, int attempt) {

    public Delivery {
        requireNonNull(record, "record");
        requireNonNull(origin, "origin");
        if (attempt < 1) throw new IllegalArgumentException("attempt must be at least 1, was " + attempt);
    }

    /** The first try of a record read from its own topic. */
    public static <K, V> Delivery<K, V> first(ConsumerRecord<K, V> record) {
        return new Delivery<>(record, new Origin(record.topic(), record.partition(), record.offset()), 1);
    }

    /** Source coordinates of a record. Its text form, {@code topic-partition@offset}, is used in logs and headers. */
    public record Origin(String topic, int partition, long offset) {
        public Origin {
            requireNonNull(topic, "topic");
        }

        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }
}
