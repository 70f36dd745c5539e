package io.holdfast.redrive.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.holdfast.handler.Delivery.Origin;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private final RecordHeaders headers = new RecordHeaders();

    @Test
    void readsHoldfast() {
        text("holdfast-origin-topic", "orders")
                .text("holdfast-origin-partition", "3")
                .text("holdfast-origin-offset", "42")
                .text("holdfast-group", "billing")
                .text("holdfast-reason", "exhausted")
                .text("holdfast-error-class", "java.io.IOException")
                .text("holdfast-attempts", "5")
                .text("holdfast-redrive-count", "2")
                .text("holdfast-redrive-from", "orders.billing.dlq-3@7")
                .text("holdfast-message-id", "m-1");
        DeadLetter letter = read();
        assertThat(letter.dialect()).isEqualTo(Dialect.HOLDFAST);
        assertThat(letter.origin()).contains(new Origin("orders", 3, 42));
        assertThat(letter.group()).contains("billing");
        assertThat(letter.errorClass()).contains("java.io.IOException");
        assertThat(letter.errorMessage()).contains("exhausted");
        assertThat(letter.attempts()).isEqualTo(5);
        assertThat(letter.redriveCount()).isEqualTo(2);
        assertThat(letter.redrivenFrom()).contains("orders.billing.dlq-3@7");
        assertThat(letter.logicalId()).isEqualTo("m-1");
        assertThat(letter.malformed()).isEmpty();
    }

    @Test
    void readsShareGroupPointers() {
        text("__dlq.errors.topic", "orders")
                .text("__dlq.errors.partition", "0")
                .text("__dlq.errors.offset", "9")
                .text("__dlq.errors.group", "sg")
                .text("__dlq.errors.delivery.count", "5")
                .text("__dlq.errors.message", "delivery count exceeded");
        DeadLetter letter = read();
        assertThat(letter.dialect()).isEqualTo(Dialect.SHARE_GROUP);
        assertThat(letter.pointer()).isTrue();
        assertThat(letter.origin()).contains(new Origin("orders", 0, 9));
        assertThat(letter.attempts()).isEqualTo(5);
    }

    @Test
    void readsTheNewestHopOfSmallRyeFirst() {
        text("dead-letter-topic", "orders")
                .text("dead-letter-partition", "1")
                .text("dead-letter-offset", "200")
                .text("dead-letter-exception-class-name", "a.B")
                .text("dead-letter-reason", "second")
                .text("dead-letter-offset", "100")
                .text("dead-letter-reason", "first");
        DeadLetter letter = read();
        assertThat(letter.dialect()).isEqualTo(Dialect.SMALLRYE);
        assertThat(letter.origin()).contains(new Origin("orders", 1, 200));
        assertThat(letter.errorMessage()).contains("second");
    }

    @Test
    void takesTheLatestOfSeveralDialects() {
        text("__connect.errors.topic", "old").text("x", "y").binary("kafka_dlt-original-partition", 4, 1);
        assertThat(read().dialect()).isEqualTo(Dialect.SPRING);
        assertThat(DeadLetter.read(record(), Dialect.CONNECT).originTopic()).contains("old");
    }

    @Test
    void aRedriveHeaderMarksNothing() {
        text("holdfast-redrive-count", "1").text("holdfast-origin-topic", "orders");
        assertThat(read().dialect()).isEqualTo(Dialect.UNKNOWN);
        assertThat(read().redriveCount()).isEqualTo(1);
    }

    @Test
    void malformedNumbersAreNamedAndNeverThrow() {
        text("kafka_dlt-original-topic", "orders");
        headers.add("kafka_dlt-original-partition", new byte[3]);
        headers.add("kafka_dlt-original-offset", new byte[0]);
        headers.add("kafka_dlt-original-timestamp", null);
        DeadLetter letter = read();
        assertThat(letter.origin()).isEmpty();
        assertThat(letter.originTopic()).contains("orders");
        assertThat(letter.originTimestamp()).isEqualTo(-1);
        assertThat(letter.malformed()).containsExactly("kafka_dlt-original-partition", "kafka_dlt-original-offset");
    }

    @Test
    void refusesTopicsThatNoHeaderMayName() {
        for (String topic : List.of("__consumer_offsets", "..", "a/b", "", "x".repeat(250), "a\u001b[31m")) {
            headers.remove("__connect.errors.topic");
            text("__connect.errors.topic", topic);
            assertThat(read().originTopic()).as(topic).isEmpty();
        }
    }

    @Test
    void negativeAndHugeNumbersAreMalformed() {
        for (String number : List.of("-1", "+1", "9223372036854775808", "99999999999999999999", "1.0", "٣", " 1")) {
            headers.remove("__connect.errors.offset");
            text("__connect.errors.offset", number).text("__connect.errors.topic", "t");
            assertThat(read().origin()).as(number).isEmpty();
            assertThat(read().malformed()).as(number).contains("__connect.errors.offset");
        }
    }

    @Test
    void readsAMegabyteOfStackTraceOnlyInPart() {
        text("holdfast-reason", "r").text("holdfast-error-stacktrace", "\tat a.B.c(D.java:1)\n".repeat(60_000));
        assertThat(read().stackTrace().orElseThrow()).hasSize(DeadLetter.MAX_TEXT_BYTES);
        assertThat(read().fingerprint()).hasSize(12);
    }

    @Test
    void fingerprintsIgnoreDataAndLineNumbersButNotPlaces() {
        assertThat(fingerprint("a.B", "order 17 of 'ann' failed", null))
                .isEqualTo(fingerprint("a.B", "order 18 of 'bob' failed", null))
                .isNotEqualTo(fingerprint("a.C", "order 17 of 'ann' failed", null))
                .isNotEqualTo(fingerprint("a.B", "customer 17 failed", null));
        assertThat(fingerprint("a.B", "x 1", "a.B: x\n\tat p.Q.r(Q.java:10)\n"))
                .isEqualTo(fingerprint("a.B", "y", "a.B: y\n\tat p.Q.r(Q.java:11)\n"))
                .isNotEqualTo(fingerprint("a.B", "x 1", "a.B: x\n\tat p.Q.s(Q.java:10)\n"));
    }

    @Test
    void controlHeadersGoAndTheMessagesOwnStay() {
        assertThat(Dialect.SPRING.isControl("kafka_dlt-exception-message")).isTrue();
        assertThat(Dialect.SPRING.isControl("retry_topic-attempts")).isTrue();
        assertThat(Dialect.SPRING.isControl("__connect.errors.topic")).isFalse();
        assertThat(Dialect.SPRING.isControl("traceparent")).isFalse();
        assertThat(Dialect.SPRING.isControl("kafka_messageKey")).isFalse();
        for (Dialect dialect : Dialect.values()) {
            assertThat(dialect.isControl("holdfast-message-id")).isFalse();
            assertThat(dialect.isControl("holdfast-origin-offset")).isFalse();
            assertThat(dialect.isControl("holdfast-attempts")).isTrue();
            assertThat(dialect.isControl("holdfast-due-at")).isTrue();
        }
    }

    /** Any bytes in any of the known headers: a value or "malformed", never an exception. */
    @Test
    void isATotalFunction() {
        long seed = Long.getLong("holdfast.test.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> names = List.of(
                "kafka_dlt-original-topic",
                "kafka_dlt-original-partition",
                "kafka_dlt-original-offset",
                "kafka_original-timestamp",
                "retry_topic-attempts",
                "__connect.errors.topic",
                "__connect.errors.partition",
                "__dlq.errors.offset",
                "__dlq.errors.delivery.count",
                "__streams.errors.message",
                "dead-letter-offset",
                "holdfast-attempts",
                "holdfast-reason",
                "holdfast-redrive-count",
                "holdfast-redrive-from",
                "holdfast-error-stacktrace",
                "",
                "\u0000");
        for (int round = 0; round < 20_000; round++) {
            RecordHeaders any = new RecordHeaders();
            for (int i = random.nextInt(8); i >= 0; i--) {
                byte[] value = random.nextInt(10) == 0 ? null : new byte[random.nextInt(24)];
                if (value != null) random.nextBytes(value);
                any.add(names.get(random.nextInt(names.size())), value);
            }
            assertThatCode(() -> readAll(new ConsumerRecord<>(
                            "d", 0, 0, 0, TimestampType.CREATE_TIME, 0, 0, null, null, any, Optional.empty())))
                    .as("-Dholdfast.test.seed=%d", seed)
                    .doesNotThrowAnyException();
        }
    }

    private static void readAll(ConsumerRecord<byte[], byte[]> record) {
        for (Dialect dialect : Dialect.values()) {
            DeadLetter letter = DeadLetter.read(record, dialect);
            letter.fingerprint();
            letter.attempts();
            letter.group();
            letter.logicalId();
            letter.redrivenFrom();
            assertThat(letter.originTimestamp()).isGreaterThanOrEqualTo(-1);
            assertThat(letter.redriveCount()).isNotNegative();
            letter.malformed();
        }
        DeadLetter.read(record).rank();
    }

    private String fingerprint(String type, String message, String trace) {
        headers.remove("holdfast-error-class");
        headers.remove("holdfast-error-message");
        headers.remove("holdfast-error-stacktrace");
        text("holdfast-error-class", type).text("holdfast-error-message", message);
        if (trace != null) text("holdfast-error-stacktrace", trace);
        return read().fingerprint();
    }

    private DeadLetterTest text(String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
        return this;
    }

    private DeadLetterTest binary(String name, int width, long value) {
        ByteBuffer buffer = ByteBuffer.allocate(width);
        headers.add(name, (width == 4 ? buffer.putInt((int) value) : buffer.putLong(value)).array());
        return this;
    }

    private DeadLetter read() {
        return DeadLetter.read(record());
    }

    private ConsumerRecord<byte[], byte[]> record() {
        return new ConsumerRecord<>(
                "orders.billing.dlq", 3, 7, 0, TimestampType.CREATE_TIME, 0, 0, null, null, headers, Optional.empty());
    }
}
