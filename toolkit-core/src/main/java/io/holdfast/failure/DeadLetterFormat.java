package io.holdfast.failure;

import io.holdfast.handler.Outcome;
import io.holdfast.names.HeaderNames;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A dead letter as a record: the original with what is known of its failure. Pure. */
final class DeadLetterFormat {
    private static final int MESSAGE_BYTES = 1_024;
    private static final int TRACE_BYTES = 8_192;

    /** How much of a dead letter is written. */
    enum Size {
        WHOLE,
        WITHOUT_TRACE,
        /** Coordinates only; key, value and headers lie at the origin. */
        POINTER;

        /** The next to try when this is too large; null after the last. */
        Size smaller() {
            return this == WHOLE ? WITHOUT_TRACE : this == WITHOUT_TRACE ? POINTER : null;
        }
    }

    private final byte[] group;

    DeadLetterFormat(String group) {
        this.group = utf8(group);
    }

    ProducerRecord<byte[], byte[]> encode(FailedRecord failed, String topic, int partition, Size size) {
        ConsumerRecord<byte[], byte[]> original = failed.record();
        boolean pointer = size == Size.POINTER;
        Headers headers = pointer ? new RecordHeaders() : new RecordHeaders(original.headers());
        headers.add(HeaderNames.ORIGIN_TOPIC, utf8(failed.origin().topic()));
        number(headers, HeaderNames.ORIGIN_PARTITION, failed.origin().partition());
        number(headers, HeaderNames.ORIGIN_OFFSET, failed.origin().offset());
        number(headers, HeaderNames.ORIGIN_TIMESTAMP, original.timestamp());
        headers.add(HeaderNames.GROUP, group);
        number(headers, HeaderNames.ATTEMPTS, failed.attempt());
        number(headers, HeaderNames.FIRST_FAILURE, failed.firstFailure().toEpochMilli());
        headers.add(HeaderNames.REASON, cut(reason(failed), MESSAGE_BYTES));
        headers.add(HeaderNames.ERROR_CLASS, utf8(failed.cause().getClass().getName()));
        if (failed.cause().getMessage() != null)
            headers.add(HeaderNames.ERROR_MESSAGE, cut(failed.cause().getMessage(), MESSAGE_BYTES));
        if (size == Size.WHOLE) headers.add(HeaderNames.ERROR_STACK_TRACE, cut(trace(failed.cause()), TRACE_BYTES));
        if (pointer) headers.add(HeaderNames.POINTER, utf8("1"));
        return new ProducerRecord<>(
                topic, partition, null, pointer ? null : original.key(), pointer ? null : original.value(), headers);
    }

    private static String reason(FailedRecord failed) {
        return failed.outcome() instanceof Outcome.DeadLetter dead
                ? dead.reason()
                : failed.outcome().kind().name();
    }

    private static String trace(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static void number(Headers headers, String name, long value) {
        headers.add(name, utf8(Long.toString(value)));
    }

    /** At most so many bytes, never ending inside a character. */
    static byte[] cut(String text, int most) {
        byte[] bytes = utf8(text.length() > most ? text.substring(0, most) : text);
        if (bytes.length <= most) return bytes;
        int end = most;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) end--;
        return Arrays.copyOf(bytes, end);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
