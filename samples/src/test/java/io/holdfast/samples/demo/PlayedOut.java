package io.holdfast.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.names.HeaderNames;
import io.holdfast.samples.shop.Order;
import io.holdfast.samples.shop.OrderFormat;
import io.holdfast.samples.shop.Shop.Shipment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;

/** The evidence that a faultless service would leave, in lists that a test can spoil. */
final class PlayedOut {
    static final TopicPartition ONLY = new TopicPartition("orders", 0);

    final List<Shipment> shipments = new ArrayList<>();
    final List<ConsumerRecord<byte[], byte[]>> sent = new ArrayList<>();
    final List<ConsumerRecord<byte[], byte[]>> deadLetters = new ArrayList<>();
    final Map<TopicPartition, Long> committed = new HashMap<>();
    final Map<TopicPartition, Long> ends = new HashMap<>();

    PlayedOut(OrderPlan plan) {
        Set<UUID> seen = new HashSet<>();
        for (Sending sending : plan.sendings()) {
            ProducerRecord<byte[], byte[]> record = sending.to(ONLY.topic());
            long offset = sent.size();
            sent.add(record(ONLY.topic(), offset, record.key(), record.value(), record.headers()));
            if (sending.poison()) deadLetters.add(deadLetter(sent.get((int) offset)));
            else if (seen.add(sending.messageId())) shipments.add(shipment(sending));
        }
        committed.put(ONLY, (long) sent.size());
        ends.put(ONLY, (long) sent.size());
    }

    Evidence evidence() {
        return new Evidence(shipments, sent, deadLetters, committed, ends);
    }

    ConsumerRecord<byte[], byte[]> deadLetter(ConsumerRecord<byte[], byte[]> source) {
        return deadLetter(source, source.value());
    }

    ConsumerRecord<byte[], byte[]> deadLetter(ConsumerRecord<byte[], byte[]> source, byte[] value) {
        Headers headers = new ProducerRecord<byte[], byte[]>("any", null, null, null, null, source.headers()).headers();
        headers.add(HeaderNames.ORIGIN_PARTITION, bytes(source.partition()));
        headers.add(HeaderNames.ORIGIN_OFFSET, bytes(source.offset()));
        return record("dlq", deadLetters.size(), source.key(), value, headers);
    }

    private static Shipment shipment(Sending sending) {
        Order order = new OrderFormat().deserialize("", sending.value());
        return new Shipment(order, sending.paymentFailures() + 1, 1);
    }

    private static ConsumerRecord<byte[], byte[]> record(
            String topic, long offset, byte[] key, byte[] value, Headers headers) {
        return new ConsumerRecord<>(
                topic,
                0,
                offset,
                0L,
                TimestampType.CREATE_TIME,
                key.length,
                value.length,
                key,
                value,
                headers,
                Optional.empty());
    }

    private static byte[] bytes(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }
}
