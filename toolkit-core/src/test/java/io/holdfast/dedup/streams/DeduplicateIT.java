package io.holdfast.dedup.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@KafkaTest
class DeduplicateIT {

    @TempDir
    Path states;

    @Test
    void whatWasSeenIsRestoredFromTheChangelogByAnotherInstance(Kafka kafka) {
        String in = kafka.topic("in", 1);
        String out = kafka.topic("out", 1);
        String application = kafka.group("deduplicate");

        try (KafkaStreams first = start(kafka, application, in, out, "first")) {
            send(kafka, in, "a", "b", "a");
            await().atMost(Duration.ofMinutes(1)).until(() -> values(kafka, out).size() >= 2);
            first.close(Duration.ofSeconds(20));
        }
        try (KafkaStreams second = start(kafka, application, in, out, "second")) {
            send(kafka, in, "b", "c", "a", "end");
            await().atMost(Duration.ofMinutes(1)).until(() -> values(kafka, out).contains("end"));
            second.close(Duration.ofSeconds(20));
        }
        assertThat(values(kafka, out)).containsExactly("a", "b", "c", "end");
    }

    /** Exactly-once, with a state directory of its own: nothing but the changelog is shared with another instance. */
    private KafkaStreams start(Kafka kafka, String application, String in, String out, String instance) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(in, Consumed.with(Serdes.ByteArray(), Serdes.String()))
                .processValues(Deduplicate.byId(record -> record.value(), Duration.ofHours(1)))
                .to(out, Produced.with(Serdes.ByteArray(), Serdes.String()));
        Properties config = new Properties();
        config.putAll(kafka.clientProperties());
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.STATE_DIR_CONFIG, states.resolve(instance).toString());
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        config.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        KafkaStreams streams = new KafkaStreams(builder.build(), config);
        streams.start();
        return streams;
    }

    private static void send(Kafka kafka, String topic, String... values) {
        kafka.send(Arrays.stream(values)
                .map(value -> new ProducerRecord<byte[], byte[]>(topic, 0, null, value.getBytes(UTF_8)))
                .toList());
    }

    private static List<String> values(Kafka kafka, String topic) {
        return kafka.readAll(topic).stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }
}
