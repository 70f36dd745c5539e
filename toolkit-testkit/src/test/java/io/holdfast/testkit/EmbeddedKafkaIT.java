package io.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@KafkaTest
class EmbeddedKafkaIT {

    private final Kafka kafka;

    EmbeddedKafkaIT(Kafka kafka) {
        this.kafka = kafka;
    }

    @Test
    void firstSendsToManyPartitionsArriveInFull() {
        String topic = kafka.topic("many", 16);
        kafka.send(IntStream.range(0, 1_600)
                .mapToObj(i -> new ProducerRecord<>(topic, i % 16, bytes("k" + i), bytes("v" + i)))
                .toList());
        var records = kafka.readAll(topic);
        assertThat(records).hasSize(1_600);
        assertThat(kafka.endOffsets(topic).values()).hasSize(16).containsOnly(100L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void bothGroupProtocolsConsumeAndCommit(String protocol) {
        String topic = kafka.topic("groups", 2);
        String group = kafka.group(protocol);
        send(topic, "a", "b");
        Map<String, Object> properties = kafka.clientProperties();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, protocol);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            int seen = 0;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (seen < 2 && System.nanoTime() < deadline) {
                seen += consumer.poll(Duration.ofMillis(100)).count();
            }
            assertThat(seen).isEqualTo(2);
            consumer.commitSync(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(2, "note")));
        }
        assertThat(kafka.committed(group))
                .containsExactly(Map.entry(new TopicPartition(topic, 0), new OffsetAndMetadata(2, "note")));
    }

    @Test
    void shareGroupsWork() {
        String topic = kafka.topic("share", 1);
        String group = kafka.group("share");
        Map<String, Object> properties = kafka.clientProperties();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        try (var consumer =
                new KafkaShareConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            int seen = 0;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (seen == 0 && System.nanoTime() < deadline) {
                // A share group starts at the end of the log, at a moment the client cannot see.
                send(topic, "x");
                seen += consumer.poll(Duration.ofMillis(200)).count();
            }
            assertThat(seen).isPositive();
        }
    }

    @Test
    void readAllSkipsAbortedRecordsAndTransactionMarkers() throws Exception {
        String topic = kafka.topic("transactions", 1);
        Map<String, Object> properties = kafka.clientProperties();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.group("tx"));
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, bytes("aborted"))).get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, bytes("committed"))).get();
            producer.commitTransaction();
        }
        assertThat(kafka.readAll(topic)).singleElement().satisfies(record -> assertThat(record.value())
                .isEqualTo(bytes("committed")));
        assertThat(kafka.endOffsets(topic)).containsEntry(new TopicPartition(topic, 0), 4L);
    }

    @Test
    void namesAreUniqueAndExactNamesAreKept() {
        assertThat(kafka.group("g")).isNotEqualTo(kafka.group("g"));
        String exact = kafka.group("exact");
        kafka.createTopic(exact, 1, Map.of("cleanup.policy", "compact"));
        assertThat(kafka.endOffsets(exact)).hasSize(1);
        assertThatThrownBy(() -> kafka.createTopic(exact, 1, Map.of()))
                .hasMessageContaining("create topic " + exact)
                .hasMessageContaining(kafka.bootstrapServers());
    }

    @Test
    void everyParameterGetsTheSameBroker(Kafka another) {
        assertThat(another).isSameAs(kafka);
    }

    @Test
    void aBrokerThatCannotStartFailsTheCallAndLeavesTheJvmAlive() {
        assertThatThrownBy(() -> EmbeddedKafka.start(Map.of("num.io.threads", "-1")))
                .hasMessageContaining("num.io.threads");
    }

    private void send(String topic, String... values) {
        kafka.send(Stream.of(values)
                .map(value -> new ProducerRecord<byte[], byte[]>(topic, 0, null, bytes(value)))
                .toList());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
