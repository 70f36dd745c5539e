package io.holdfast.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.handler.Delivery.Origin;
import io.holdfast.names.HeaderNames;
import io.holdfast.redrive.dialect.DeadLetter;
import io.holdfast.redrive.plan.Edit;
import io.holdfast.redrive.plan.PlanRequest;
import io.holdfast.redrive.plan.Target;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Turns a dead letter into the record that is sent again: key, value and headers of the original byte for byte, the
 * headers of the failure taken off, those of the redrive put on, attempts back at none.
 */
final class Redelivery {

    private static final int VARINT = 5;
    /** Header of a batch (61 bytes) and the largest header of a record (21 bytes). */
    private static final int BATCH_OVERHEAD = 82;

    private final PlanRequest request;
    private final String task;
    private final Map<String, Integer> partitions;
    private final InstantSource clock;

    /** @param partitions partition count of each target */
    Redelivery(PlanRequest request, String task, Map<String, Integer> partitions, InstantSource clock) {
        this.request = request;
        this.task = task;
        this.partitions = partitions;
        this.clock = clock;
    }

    /**
     * The record for {@code topic}; empty when the edit does not fit it.
     *
     * @param original the dead letter's own record, or the one its pointer leads to
     */
    Optional<ProducerRecord<byte[], byte[]>> of(
            DeadLetter letter, ConsumerRecord<byte[], byte[]> original, String topic) {
        byte[] value = original.value();
        Edit edit = request.edit();
        if (!edit.jsonPatch().isEmpty()) {
            Optional<byte[]> patched = edit.apply(value);
            if (patched.isEmpty()) return Optional.empty();
            value = patched.get();
        }
        return Optional.of(new ProducerRecord<>(
                topic,
                partition(letter, topic),
                timestamp(letter, original),
                original.key(),
                value,
                headers(letter, original)));
    }

    /** As it lies in the dead-letter topic, so that whoever looks at the parking topic sees what failed. */
    static ProducerRecord<byte[], byte[]> parked(DeadLetter letter, String topic, int partitions) {
        ConsumerRecord<byte[], byte[]> record = letter.record();
        return new ProducerRecord<>(
                topic, record.partition() % partitions, null, record.key(), record.value(), record.headers());
    }

    /** An upper bound of what the broker will count against {@code max.message.bytes}: a batch of this record alone. */
    static long size(ProducerRecord<byte[], byte[]> record) {
        long size = (long) BATCH_OVERHEAD + length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            size += 2L * VARINT + header.key().getBytes(UTF_8).length + length(header.value());
        }
        return size;
    }

    private static int length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** The partition it had, where there still is one of that number; else the key decides. */
    private Integer partition(DeadLetter letter, String topic) {
        if (request.target().kind() == Target.Kind.TOPIC) return null;
        int kept = letter.originPartition();
        return kept >= 0 && kept < partitions.getOrDefault(topic, 0) ? kept : null;
    }

    private Long timestamp(DeadLetter letter, ConsumerRecord<byte[], byte[]> original) {
        if (!request.target().keepTimestamps()) return null;
        long origin = letter.originTimestamp();
        long kept = origin >= 0 ? origin : original.timestamp();
        return kept >= 0 ? kept : null;
    }

    private List<Header> headers(DeadLetter letter, ConsumerRecord<byte[], byte[]> original) {
        Edit edit = request.edit();
        List<Header> headers = new ArrayList<>();
        boolean identified = false;
        boolean located = false;
        for (Header header : original.headers()) {
            String name = header.key();
            if (letter.dialect().isControl(name)) continue;
            if (edit.removeHeaders().contains(name) || edit.setHeaders().containsKey(name)) continue;
            if (!edit.isNone() && (name.equals(HeaderNames.MESSAGE_ID) || name.equals(HeaderNames.EDITED_FROM)))
                continue;
            identified |= name.equals(HeaderNames.MESSAGE_ID);
            located |= name.equals(HeaderNames.ORIGIN_TOPIC);
            headers.add(header);
        }
        edit.setHeaders().forEach((name, value) -> headers.add(text(name, value)));
        if (!located) locate(letter, headers);
        if (!edit.isNone()) {
            headers.add(text(HeaderNames.MESSAGE_ID, letter.logicalId() + "#" + task));
            headers.add(text(HeaderNames.EDITED_FROM, letter.logicalId()));
        } else if (!identified) {
            // Whoever knows the message by its origin knows it still when the origin is no longer where it is read.
            letter.origin().ifPresent(origin -> headers.add(text(HeaderNames.MESSAGE_ID, origin.toString())));
        }
        control(letter, headers);
        return headers;
    }

    private static void locate(DeadLetter letter, List<Header> headers) {
        Optional<Origin> origin = letter.origin();
        if (origin.isEmpty()) return;
        headers.add(text(HeaderNames.ORIGIN_TOPIC, origin.get().topic()));
        headers.add(
                text(HeaderNames.ORIGIN_PARTITION, Integer.toString(origin.get().partition())));
        headers.add(text(HeaderNames.ORIGIN_OFFSET, Long.toString(origin.get().offset())));
        if (letter.originTimestamp() >= 0) {
            headers.add(text(HeaderNames.ORIGIN_TIMESTAMP, Long.toString(letter.originTimestamp())));
        }
    }

    private void control(DeadLetter letter, List<Header> headers) {
        if (request.target().kind() == Target.Kind.GROUP) {
            headers.removeIf(header -> header.key().equals(HeaderNames.GROUP));
            letter.group().ifPresent(group -> headers.add(text(HeaderNames.GROUP, group)));
            headers.add(text(HeaderNames.ATTEMPTS, "0"));
            headers.add(text(HeaderNames.DUE_AT, Long.toString(clock.millis())));
        }
        headers.add(text(HeaderNames.REDRIVE_COUNT, Integer.toString(letter.redriveCount() + 1)));
        headers.add(text(HeaderNames.REDRIVE_TASK, task));
        headers.add(text(HeaderNames.REDRIVE_FROM, letter.coordinates().toString()));
    }

    private static Header text(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }
}
