package io.holdfast.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.failure.DeadLetterFormat.Size;
import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import io.holdfast.names.HeaderNames;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLetterFormatTest {
    private final DeadLetterFormat format = new DeadLetterFormat("shop");

    @Test
    void keyValueAndHeaders_areKeptByteForByte_andTheFailureIsAdded() {
        ProducerRecord<byte[], byte[]> letter =
                format.encode(failed(bytes(0, 255, 7), bytes(1, 2)), "dlq", 3, Size.WHOLE);

        assertThat(letter.key()).containsExactly(bytes(0, 255, 7));
        assertThat(letter.value()).containsExactly(bytes(1, 2));
        assertThat(letter.topic()).isEqualTo("dlq");
        assertThat(letter.partition()).isEqualTo(3);
        assertThat(letter.headers().lastHeader("mine").value()).containsExactly(bytes(9, 0));
        assertThat(letter.headers().headers("twice")).hasSize(2);
        assertThat(letter.headers().lastHeader("null").value()).isNull();
        assertThat(header(letter, HeaderNames.ORIGIN_TOPIC)).isEqualTo("orders");
        assertThat(header(letter, HeaderNames.ORIGIN_PARTITION)).isEqualTo("3");
        assertThat(header(letter, HeaderNames.ORIGIN_OFFSET)).isEqualTo("41");
        assertThat(header(letter, HeaderNames.ORIGIN_TIMESTAMP)).isEqualTo("1234");
        assertThat(header(letter, HeaderNames.GROUP)).isEqualTo("shop");
        assertThat(header(letter, HeaderNames.ATTEMPTS)).isEqualTo("4");
        assertThat(header(letter, HeaderNames.FIRST_FAILURE)).isEqualTo("5000");
        assertThat(header(letter, HeaderNames.REASON)).isEqualTo("too bad");
        assertThat(header(letter, HeaderNames.ERROR_CLASS)).isEqualTo("java.lang.IllegalStateException");
        assertThat(header(letter, HeaderNames.ERROR_MESSAGE)).isEqualTo("boom");
        assertThat(header(letter, HeaderNames.ERROR_STACK_TRACE)).contains("DeadLetterFormatTest");
    }

    @Test
    void nullKeyAndValue_stayNull() {
        ProducerRecord<byte[], byte[]> letter = format.encode(failed(null, null), "dlq", 0, Size.WHOLE);
        assertThat(letter.key()).isNull();
        assertThat(letter.value()).isNull();
    }

    @Test
    void theTraceGoesFirst_thenAllButTheCoordinates() {
        FailedRecord failed = failed(bytes(1), bytes(2));
        ProducerRecord<byte[], byte[]> smaller = format.encode(failed, "dlq", 0, Size.WHOLE.smaller());
        assertThat(smaller.headers().lastHeader(HeaderNames.ERROR_STACK_TRACE)).isNull();
        assertThat(smaller.value()).containsExactly(bytes(2));

        ProducerRecord<byte[], byte[]> pointer =
                format.encode(failed, "dlq", 0, Size.WHOLE.smaller().smaller());
        assertThat(pointer.value()).isNull();
        assertThat(pointer.headers().lastHeader("mine")).isNull();
        assertThat(header(pointer, HeaderNames.POINTER)).isEqualTo("1");
        assertThat(header(pointer, HeaderNames.ORIGIN_OFFSET)).isEqualTo("41");
        assertThat(Size.POINTER.smaller()).isNull();
    }

    @Test
    void longTexts_areCutByBytes_neverInsideACharacter() {
        String text = "ä".repeat(800);
        byte[] cut = DeadLetterFormat.cut(text, 1_023);
        assertThat(cut).hasSize(1_022);
        assertThat(new String(cut, UTF_8)).isEqualTo("ä".repeat(511));
        assertThat(DeadLetterFormat.cut("abc", 3)).containsExactly("abc".getBytes(UTF_8));
        assertThat(new String(DeadLetterFormat.cut("x😀", 3), UTF_8)).isEqualTo("x");
    }

    private static FailedRecord failed(byte[] key, byte[] value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("mine", bytes(9, 0))
                .add("twice", bytes(1))
                .add("twice", bytes(2))
                .add("null", null);
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "orders", 3, 41, 1234, TimestampType.CREATE_TIME, 1, 1, key, value, headers, Optional.empty());
        Throwable cause = new IllegalStateException("boom");
        return new FailedRecord(
                record,
                new Delivery.Origin("orders", 3, 41),
                4,
                Instant.ofEpochMilli(5000),
                Outcome.deadLetter("too bad", cause),
                cause);
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
        return bytes;
    }
}
