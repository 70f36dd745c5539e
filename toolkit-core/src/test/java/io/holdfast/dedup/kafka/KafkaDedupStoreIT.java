package io.holdfast.dedup.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.dedup.DedupStoreException;
import io.holdfast.dedup.LeaseStore;
import io.holdfast.dedup.LeaseStore.Claim;
import io.holdfast.dedup.LeaseStoreContractTest;
import io.holdfast.handler.Delivery;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@KafkaTest
class KafkaDedupStoreIT extends LeaseStoreContractTest {
    private Kafka kafka;
    private Duration passed = Duration.ZERO;
    private final Instant start = Instant.now().minus(Duration.ofDays(1));
    private KafkaDedupOptions options;
    private KafkaDedupStore store;

    @BeforeEach
    void open(Kafka cluster) {
        kafka = cluster;
        options = KafkaDedupOptions.of(cluster.topic("orders", 2), cluster.group("billing"), WINDOW)
                .withClocks(() -> start.plus(passed), () -> passed.toNanos());
        // these tests live in the past, where the broker's own clock would delete their marks
        kafka.createTopic(options.topic(), 2, Map.of("cleanup.policy", "compact,delete", "retention.ms", "-1"));
        store = assigned(options, 0, 1);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private KafkaDedupStore assigned(KafkaDedupOptions of, int... partitions) {
        KafkaDedupStore opened = KafkaDedupStore.open(kafka.clientProperties(), of);
        for (int partition : partitions) opened.onPartitionsAssigned(List.of(tp(partition)));
        await().until(opened::restored);
        return opened;
    }

    private TopicPartition tp(int partition) {
        return new TopicPartition(options.source(), partition);
    }

    private Delivery<String, String> record(int partition) {
        return Delivery.first(new ConsumerRecord<>(options.source(), partition, 0, "key", "value"));
    }

    @Override
    protected LeaseStore store() {
        return store.storeFor(record(0));
    }

    @Override
    protected boolean restart() {
        store.close();
        store = assigned(options, 0, 1);
        return true;
    }

    @Override
    protected void passTime(Duration time) {
        passed = passed.plus(time);
    }

    /** Marks follow the clock that is set, leases a monotonic one that cannot be. */
    @Override
    protected void jumpClock(Duration by) {
        passed = passed.plus(by);
    }

    @Test
    void aMarkIsInTheLogBeforeCompleteReturns() {
        UUID token = UUID.randomUUID();
        store().claim(token, Set.of(id("a"), id("b")), WINDOW);
        store().complete(token, Set.of(id("a"), id("b")));

        assertThat(kafka.readAll(options.topic())).hasSize(2).allSatisfy(mark -> {
            assertThat(mark.partition()).isZero();
            assertThat(mark.key()).hasSize(16);
            assertThat(mark.timestamp()).isEqualTo(start.toEpochMilli());
        });
    }

    @Test
    void aLeaseDiesWithItsProcess() {
        store().claim(UUID.randomUUID(), Set.of(id("a")), Duration.ofHours(1));
        restart();
        assertThat(claim(UUID.randomUUID(), id("a"))).isEqualTo(Claim.FIRST);
    }

    @Test
    void thePartitionsNextOwnerKnowsTheMarks() {
        mark("a");
        store.onPartitionsRevoked(List.of(tp(0)));
        try (KafkaDedupStore next = assigned(options, 0)) {
            assertThat(next.storeFor(record(0)).claim(UUID.randomUUID(), Set.of(id("a")), WINDOW))
                    .containsValue(Claim.DUPLICATE);
            assertThat(next.marks()).isEqualTo(1);
            assertThatThrownBy(() -> next.storeFor(record(1))).hasMessageContaining("not assigned");
        }
    }

    @Test
    void anEffectThatEndsAfterRevocationIsMarkedAndReported() {
        UUID token = UUID.randomUUID();
        LeaseStore before = store();
        before.claim(token, Set.of(id("a")), WINDOW);
        store.onPartitionsLost(List.of(tp(0)));

        assertThat(before.complete(token, Set.of(id("a")))).containsExactly(id("a"));
        assertThat(kafka.readAll(options.topic())).hasSize(1);
        assertThatThrownBy(() -> before.claim(token, Set.of(id("b")), WINDOW)).hasMessageContaining("revoked");
    }

    @Test
    void onlyRecordsOfItsSourceAreServed() {
        assertThatThrownBy(() -> store.storeFor(Delivery.first(new ConsumerRecord<>("other", 0, 0, "", ""))))
                .isInstanceOf(DedupStoreException.class)
                .hasMessageContaining("not of other");
    }

    @Test
    void foreignRecordsInTheTopicArePassedOver() {
        kafka.send(List.of(
                new ProducerRecord<>(options.topic(), 0, new byte[17], new byte[0]),
                new ProducerRecord<>(options.topic(), 0, new byte[3], null)));
        mark("a");
        restart();
        assertThat(store.marks()).isEqualTo(1);
    }

    @Test
    void aMissingTopicIsCreatedFitAndAcceptedTheNextTime() {
        KafkaDedupOptions created = options.withTopic(options.topic() + "-created");
        for (int i = 0; i < 2; i++) {
            try (KafkaDedupStore opened = assigned(created, 0, 1)) {
                assertThat(opened.marks()).isZero();
            }
        }
    }

    @Test
    void aTopicThatCompactsOnlyIsRefusedWithTheCommand() {
        refused(Map.of("cleanup.policy", "compact"), 2, "cleanup.policy=compact", "kafka-configs.sh --alter");
    }

    @Test
    void aTopicThatForgetsTooSoonIsRefused() {
        refused(
                Map.of("cleanup.policy", "compact,delete", "retention.ms", "1000"),
                2,
                "retention.ms=1000",
                "retention.ms=" + WINDOW.toMillis());
        refused(
                Map.of("cleanup.policy", "compact,delete", "retention.bytes", "1000"),
                2,
                "retention.bytes=1000",
                "retention.bytes=-1");
    }

    @Test
    void aTopicWithOtherPartitionsIsRefused() {
        refused(Map.of("cleanup.policy", "compact,delete"), 1, "1 partitions", "--alter");
        refused(Map.of("cleanup.policy", "compact,delete"), 3, "only 2", "--delete");
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThatThrownBy(() -> KafkaDedupStore.open(
                        kafka.clientProperties(),
                        options.withTopic(options.topic() + "-none").withCreate(false)))
                .hasMessageContaining("does not exist")
                .hasMessageContaining("kafka-topics.sh --create");
        assertThatThrownBy(() -> KafkaDedupStore.open(
                        kafka.clientProperties(), KafkaDedupOptions.of("no-such-source", "g", WINDOW)))
                .hasMessageContaining("source topic no-such-source");
    }

    private void refused(Map<String, String> config, int partitions, String... words) {
        String topic = kafka.topic("dedup", partitions, config);
        assertThatThrownBy(() -> KafkaDedupStore.open(kafka.clientProperties(), options.withTopic(topic)))
                .isInstanceOf(DedupStoreException.class)
                .hasMessageContainingAll(words);
    }

    private void mark(String text) {
        UUID token = UUID.randomUUID();
        store().claim(token, Set.of(id(text)), WINDOW);
        store().complete(token, Set.of(id(text)));
    }
}
