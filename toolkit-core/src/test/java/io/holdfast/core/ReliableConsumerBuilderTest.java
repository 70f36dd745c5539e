package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract 7: a mistake in the settings fails at build(), in one sentence that names it. */
class ReliableConsumerBuilderTest {

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(b -> b.concurrency(0), "concurrency must be at least 1, was 0"),
                mistake(b -> b.rate(-1), "rate must not be negative, was -1.0"),
                mistake(b -> b.rate(Double.NaN), "rate must not be negative, was NaN"),
                mistake(b -> b.immediateRetries(-1), "immediateRetries must be at least 0, was -1"),
                mistake(b -> b.bounds(0, 1, 1), "records must be at least 1, was 0"),
                mistake(b -> b.bounds(1, 0, 1), "bytes must be at least 1, was 0"),
                mistake(b -> b.bounds(1, 1, 0), "offsetsAhead must be at least 1, was 0"),
                mistake(b -> b.commitMetadataLimit(4_001), "commitMetadataLimit must be from 0 to 4000, was 4001"),
                mistake(
                        b -> b.commitInterval(Duration.ofMillis(-1)),
                        "commitInterval must not be negative, was PT-0.001S"),
                mistake(b -> b.deadline(Duration.ofMillis(-1)), "deadline must not be negative, was PT-0.001S"),
                mistake(
                        b -> b.drainTimeout(Duration.ofMinutes(5)),
                        "drainTimeout (300000 ms) must be less than max.poll.interval.ms (300000)"),
                mistake(
                        b -> b.batchHandler(batch -> List.of(), 1, 0, Duration.ZERO),
                        "batch max must be at least 1, was 0"),
                mistake(
                        b -> b.batchHandler(batch -> List.of(), 5, 4, Duration.ZERO),
                        "batch min must be from 1 to max (4), was 5"),
                mistake(
                        b -> b.batchHandler(batch -> List.of(), 2, 4, Duration.ZERO),
                        "batch min is 2 but maxWait is zero; give it time to wait"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aWrongSettingIsNamedWithItsValue(
            UnaryOperator<ReliableConsumerBuilder<byte[], byte[]>> wrong, String message) {
        assertThatThrownBy(() -> wrong.apply(builder(Map.of())).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void autoCommitIsRefused_notCorrected() {
        assertThatThrownBy(() -> builder(Map.of("enable.auto.commit", "true")).build())
                .hasMessageContaining("enable.auto.commit=true");
        assertThatThrownBy(() -> builder(Map.of("enable.auto.commit", true)).build())
                .hasMessageContaining("enable.auto.commit=true");
    }

    @Test
    void missingProperties_areNamed() {
        assertThatThrownBy(
                        () -> ReliableConsumer.<byte[], byte[]>builder(Map.of("bootstrap.servers", "localhost:1"), "t")
                                .onRecord(record -> {})
                                .build())
                .hasMessageContaining("group.id is not set");
        assertThatThrownBy(() -> ReliableConsumer.<byte[], byte[]>builder(Map.of("group.id", "g"), "t")
                        .onRecord(record -> {})
                        .build())
                .hasMessage("bootstrap.servers is not set");
    }

    @Test
    void noHandler_noTopics_andUnusableDeserialisers_areNamed() {
        Map<String, Object> properties = properties(Map.of());
        assertThatThrownBy(() -> ReliableConsumer.builder(properties, "t").build())
                .hasMessageContaining("no handler");
        assertThatThrownBy(() -> ReliableConsumer.builder(properties, List.of()))
                .hasMessageContaining("topics is empty");
        assertThatThrownBy(() -> ReliableConsumer.builder(properties, " ")).hasMessageContaining("empty name");
        assertThatThrownBy(() ->
                        builder(Map.of("value.deserializer", "no.such.Class")).build())
                .hasMessageContaining("value.deserializer=no.such.Class cannot be used");
    }

    @Test
    void aHandedInConsumer_needsARouteWithAConnectionOfItsOwn() {
        try (MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest")) {
            assertThatThrownBy(() -> ReliableConsumer.<byte[], byte[]>over(consumer, List.of("t"))
                            .onRecord(record -> {})
                            .build())
                    .hasMessageContaining("the dead-letter topic has no connection");
        }
    }

    private static Arguments mistake(UnaryOperator<ReliableConsumerBuilder<byte[], byte[]>> wrong, String message) {
        return Arguments.of(wrong, message);
    }

    private static ReliableConsumerBuilder<byte[], byte[]> builder(Map<String, Object> extra) {
        return ReliableConsumer.<byte[], byte[]>builder(properties(extra), "t").onRecord(record -> {});
    }

    private static Map<String, Object> properties(Map<String, Object> extra) {
        Map<String, Object> properties = new HashMap<>(Map.of("bootstrap.servers", "localhost:1", "group.id", "g"));
        properties.putAll(extra);
        return properties;
    }
}
