package io.holdfast.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.holdfast.names.HeaderNames;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Whether the dead-letter topic holds the poison and nothing else, byte for byte.
 *
 * <p>A dead letter whose record was forwarded and not yet committed when the service was killed is written again: that is
 * at-least-once as promised, and noted.
 */
final class DeadLetterCheck {

    /** Where a record was first consumed. */
    private record Origin(int partition, long offset) {}

    static Finding judge(OrderPlan plan, Evidence evidence) {
        Map<Origin, ConsumerRecord<byte[], byte[]>> poison = poison(plan, evidence);
        Set<Origin> found = new HashSet<>();
        int foreign = 0;
        int changed = 0;
        int again = 0;
        for (ConsumerRecord<byte[], byte[]> letter : evidence.deadLetters()) {
            Origin origin = origin(letter);
            ConsumerRecord<byte[], byte[]> sent = poison.get(origin);
            if (sent == null) foreign++;
            else if (!sameBytes(sent, letter)) changed++;
            else if (!found.add(origin)) again++;
        }
        String wrong = Stream.of(
                        foreign == 0 ? "" : foreign + " that are not poison",
                        changed == 0 ? "" : changed + " with other bytes")
                .filter(words -> !words.isEmpty())
                .collect(joining(", "));
        return Finding.of("poison records in the dead-letter topic", plan.poison(), found.size())
                .butFor(wrong)
                .noting(again == 0 ? "bytes unchanged" : "bytes unchanged; written twice around a kill: " + again);
    }

    /** The poison as the broker has it, found by the ids it was sent with. */
    private static Map<Origin, ConsumerRecord<byte[], byte[]>> poison(OrderPlan plan, Evidence evidence) {
        Map<String, Sending> planned = new HashMap<>();
        for (Sending sending : plan.sendings())
            if (sending.poison()) planned.put(sending.messageId().toString(), sending);
        Map<Origin, ConsumerRecord<byte[], byte[]>> poison = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : evidence.sent()) {
            Sending sending = planned.get(text(record, Sending.MESSAGE_ID));
            if (sending != null && Arrays.equals(sending.value(), record.value()))
                poison.put(new Origin(record.partition(), record.offset()), record);
        }
        return poison;
    }

    private static Origin origin(ConsumerRecord<byte[], byte[]> letter) {
        String partition = text(letter, HeaderNames.ORIGIN_PARTITION);
        String offset = text(letter, HeaderNames.ORIGIN_OFFSET);
        if (partition.isEmpty() || offset.isEmpty()) return new Origin(-1, -1);
        return new Origin(Integer.parseInt(partition), Long.parseLong(offset));
    }

    /** Key, value, and the headers it was sent with; dead letters have more. */
    private static boolean sameBytes(ConsumerRecord<byte[], byte[]> sent, ConsumerRecord<byte[], byte[]> letter) {
        List<Header> letterHeaders = List.of(letter.headers().toArray());
        return Arrays.equals(sent.key(), letter.key())
                && Arrays.equals(sent.value(), letter.value())
                && Stream.of(sent.headers().toArray())
                        .allMatch(header -> letterHeaders.stream().anyMatch(other -> same(header, other)));
    }

    private static boolean same(Header one, Header other) {
        return Objects.equals(one.key(), other.key()) && Arrays.equals(one.value(), other.value());
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    private DeadLetterCheck() {}
}
