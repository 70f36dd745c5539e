package io.holdfast.decorate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dedup.LeaseStore;
import io.holdfast.dedup.MessageId;
import io.holdfast.dedup.memory.InMemoryStore;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

@KafkaTest
class IdempotentConsumerIT {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final Kafka kafka;
    private final LeaseStore store = new InMemoryStore(10_000, Duration.ofHours(1));

    IdempotentConsumerIT(Kafka kafka) {
        this.kafka = kafka;
    }

    @Test
    void aMessageSentTwice_orReadAgainAfterACommit_isHandedOutOnce() {
        String topic = kafka.topic("orders", 1);
        for (String id : List.of("a", "b", "a", "c")) send(topic, id);
        try (Consumer<byte[], byte[]> consumer = consumer(kafka.group("g"))) {
            consumer.subscribe(List.of(topic));
            assertThat(pollAll(consumer, 3)).containsExactly("a", "b", "c");
            consumer.commitSync();
        }
        try (Consumer<byte[], byte[]> again = consumer(kafka.group("other"))) {
            again.subscribe(List.of(topic));
            send(topic, "d");
            assertThat(pollAll(again, 1)).containsExactly("d");
        }
    }

    @Test
    void whatWasNotCommitted_comesAgain_evenAfterAClose() {
        String topic = kafka.topic("orders", 1);
        String group = kafka.group("g");
        for (String id : List.of("a", "b", "c")) send(topic, id);
        try (Consumer<byte[], byte[]> consumer = consumer(group)) {
            consumer.subscribe(List.of(topic));
            assertThat(pollAll(consumer, 3)).hasSize(3);
            consumer.commitSync(
                    Map.of(new TopicPartition(topic, 0), new org.apache.kafka.clients.consumer.OffsetAndMetadata(1)));
        }
        try (Consumer<byte[], byte[]> next = consumer(group)) {
            next.subscribe(List.of(topic));
            assertThat(pollAll(next, 2)).containsExactly("b", "c");
        }
    }

    @Test
    void aCallerThatSeeksBack_toTryOnceMore_isGivenTheRecordAgain() {
        String topic = kafka.topic("orders", 1);
        for (String id : List.of("a", "b")) send(topic, id);
        try (Consumer<byte[], byte[]> consumer = consumer(kafka.group("g"))) {
            consumer.subscribe(List.of(topic));
            assertThat(pollAll(consumer, 2)).containsExactly("a", "b");
            consumer.seek(new TopicPartition(topic, 0), 1);
            assertThat(pollAll(consumer, 1)).containsExactly("b");
        }
    }

    @Test
    void aMessageInAnothersHands_isWaitedFor_neverSkipped() {
        String topic = kafka.topic("orders", 1);
        for (String id : List.of("a", "b", "c")) send(topic, id);
        UUID other = UUID.randomUUID();
        Set<MessageId> busy = Set.of(MessageId.of("b").orElseThrow());
        store.claim(other, busy, LEASE);
        try (Consumer<byte[], byte[]> consumer = consumer(kafka.group("g"))) {
            consumer.subscribe(List.of(topic));
            assertThat(pollAll(consumer, 1)).containsExactly("a");
            assertThat(consumer.poll(Duration.ofMillis(200))).isEmpty();
            assertThat(consumer.position(new TopicPartition(topic, 0))).isEqualTo(1);
            store.release(other, busy);
            assertThat(pollAll(consumer, 2)).containsExactly("b", "c");
        }
    }

    private List<String> pollAll(Consumer<byte[], byte[]> consumer, int count) {
        List<String> seen = new ArrayList<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (seen.size() < count && System.nanoTime() < deadline)
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200)))
                seen.add(new String(record.headers().lastHeader("id").value(), UTF_8));
        return seen;
    }

    private void send(String topic, String id) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, null, id.getBytes(UTF_8));
        record.headers().add("id", id.getBytes(UTF_8));
        kafka.send(List.of(record));
    }

    private Consumer<byte[], byte[]> consumer(String group) {
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
        properties.put("group.id", group);
        properties.put("auto.offset.reset", "earliest");
        properties.put("enable.auto.commit", false);
        return IdempotentConsumer.around(
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                store,
                MessageId.Source.header("id"),
                LEASE);
    }
}
