package io.holdfast.core;

import static io.holdfast.core.Records.lag;
import static io.holdfast.core.Records.number;
import static io.holdfast.core.Records.properties;
import static io.holdfast.core.Records.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.failure.DeadLetterTopic;
import io.holdfast.handler.BatchHandler;
import io.holdfast.names.MeterNames;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Running one: restart with a commit that knows what is finished above it, batches, knobs, meters, traces. */
@KafkaTest
class OperationIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Kafka kafka;

    OperationIT(Kafka kafka) {
        this.kafka = kafka;
    }

    @Test
    void afterARestart_whatWasFinishedAboveTheFrontier_isNotHandledAgain() throws Exception {
        String topic = kafka.topic("orders", 1);
        String group = kafka.group("g");
        Records.send(kafka, topic, 1_000, 10);
        CountDownLatch stuck = new CountDownLatch(1);
        AtomicInteger first = new AtomicInteger();
        ReliableConsumer before = ReliableConsumer.<byte[], byte[]>builder(properties(kafka, group), topic)
                .commitInterval(Duration.ofMillis(50))
                .onRecord(record -> {
                    if (number(record.value()) == 0) stuck.await();
                    first.incrementAndGet();
                })
                .build();
        before.start();
        await().atMost(SOON).until(() -> first.get() == 900);
        before.close(Duration.ofMillis(1));

        List<Integer> again = Collections.synchronizedList(new ArrayList<>());
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (ReliableConsumer after = ReliableConsumer.<byte[], byte[]>builder(properties(kafka, group), topic)
                .commitInterval(Duration.ofMillis(50))
                .meterRegistry(meters)
                .onRecord(record -> again.add(number(record.value())))
                .build()) {
            after.start();
            await().atMost(SOON).until(() -> lag(kafka, group, topic) == 0);
            assertThat(meters.get(MeterNames.RESTORED).counter().count()).isEqualTo(900);
        }
        assertThat(again).hasSize(100).allMatch(value -> value % 10 == 0).isSorted();
    }

    @Test
    void commitMetadataOfOthers_isIgnored_andCounted() {
        String topic = kafka.topic("orders", 1);
        String group = kafka.group("g");
        Records.send(kafka, topic, 10, 2);
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> foreign = new KafkaConsumer<>(
                properties(kafka, group), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            foreign.assign(List.of(partition));
            foreign.commitSync(Map.of(partition, new OffsetAndMetadata(4, "AQAAAXQ9somebody else's")));
        }
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(properties(kafka, group), topic)
                .commitInterval(Duration.ofMillis(50))
                .meterRegistry(meters)
                .onRecord(record -> seen.add(number(record.value())))
                .build()) {
            consumer.start();
            await().atMost(SOON).until(() -> lag(kafka, group, topic) == 0);
            assertThat(meters.get(MeterNames.METADATA_IGNORED).counter().count())
                    .isEqualTo(1);
        }
        assertThat(seen).containsExactlyInAnyOrder(4, 5, 6, 7, 8, 9);
    }

    @Test
    void transactionMarkersAndAbortedRecords_leaveNoGapInTheCommit() throws Exception {
        String topic = kafka.topic("orders", 1);
        String group = kafka.group("g");
        Map<String, Object> transactional = new java.util.HashMap<>(kafka.clientProperties());
        transactional.put("transactional.id", group);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                transactional,
                new org.apache.kafka.common.serialization.ByteArraySerializer(),
                new org.apache.kafka.common.serialization.ByteArraySerializer())) {
            producer.initTransactions();
            for (int i = 0; i < 6; i++) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(topic, Records.bytes("k"), Records.bytes(Integer.toString(i))));
                if (i % 2 == 0) producer.commitTransaction();
                else {
                    producer.flush();
                    producer.abortTransaction();
                }
            }
        }
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        Map<String, Object> properties = properties(kafka, group);
        properties.put("isolation.level", "read_committed");
        try (ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(properties, topic)
                .commitInterval(Duration.ofMillis(50))
                .onRecord(record -> seen.add(number(record.value())))
                .build()) {
            consumer.start();
            await().atMost(SOON).until(() -> lag(kafka, group, topic) == 0);
        }
        assertThat(seen).containsExactly(0, 2, 4);
    }

    @Test
    void batches_takeManyKeysAtOnce_inOrder_andOneBadRecordFailsAlone() {
        String topic = kafka.topic("orders", 2);
        String group = kafka.group("g");
        Records.send(kafka, topic, 1_000, 50);
        Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
        BatchHandler<byte[], byte[]> handler = BatchHandler.of(batch -> {
            if (batch.stream().anyMatch(delivery -> number(delivery.record().value()) == 123))
                throw new IllegalArgumentException("123 is bad");
            sizes.add(batch.size());
            batch.forEach(delivery -> seen.computeIfAbsent(
                            text(delivery.record().key()), key -> Collections.synchronizedList(new ArrayList<>()))
                    .add(number(delivery.record().value())));
        });
        try (ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(properties(kafka, group), topic)
                .commitInterval(Duration.ofMillis(50))
                .batchHandler(handler, 20, 100, Duration.ofMillis(20))
                .build()) {
            consumer.start();
            await().atMost(SOON).until(() -> lag(kafka, group, topic) == 0);
        }
        assertThat(seen.values().stream().mapToInt(List::size).sum()).isEqualTo(999);
        seen.forEach((key, values) -> assertThat(values).as(key).isSorted().doesNotHaveDuplicates());
        assertThat(sizes).allMatch(size -> size <= 100).anyMatch(size -> size >= 20);
        assertThat(kafka.readAll(topic + "." + group + ".dlq"))
                .singleElement()
                .satisfies(letter -> assertThat(number(letter.value())).isEqualTo(123));
    }

    @Test
    void concurrencyRateAndPause_canBeChangedWhileItRuns() {
        String topic = kafka.topic("orders", 1);
        String group = kafka.group("g");
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);
        Records.send(kafka, topic, 200, 200);
        try (ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(properties(kafka, group), topic)
                .concurrency(2)
                .commitInterval(Duration.ofMillis(50))
                .onRecord(record -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
                    running.decrementAndGet();
                    done.incrementAndGet();
                })
                .build()) {
            consumer.start();
            await().atMost(SOON).until(() -> running.get() == 2);
            consumer.concurrency(7);
            await().atMost(SOON).until(() -> running.get() == 7);
            gate.countDown();
            await().atMost(SOON).until(() -> lag(kafka, group, topic) == 0);
            assertThat(most.get()).isEqualTo(7);

            List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
            consumer.pause(partition);
            await().atMost(SOON).until(() -> consumer.health().paused() == 1);
            Records.send(kafka, topic, 50, 50);
            consumer.rate(200);
            consumer.resume(partition);
            long started = System.nanoTime();
            await().atMost(SOON).until(() -> done.get() == 250);
            // 50 records at 200 a second: the first slice is free, so at least most of a quarter second.
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofMillis(150));
        }
    }

    @Test
    void aConsumerHandedIn_isUsedAndClosed_andMetersAndTracesAreThere() {
        String topic = kafka.topic("orders", 1);
        String group = kafka.group("g");
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            ProducerRecord<byte[], byte[]> traced = new ProducerRecord<>(topic, Records.bytes("k"), Records.bytes("0"));
            traced.headers().add("traceparent", Records.bytes(trace));
            producer.send(traced);
            ProducerRecord<byte[], byte[]> forged = new ProducerRecord<>(topic, Records.bytes("k"), Records.bytes("1"));
            forged.headers().add("traceparent", Records.bytes("00-\n[ERROR] forged log line"));
            producer.send(forged);
        }
        List<String> traces = Collections.synchronizedList(new ArrayList<>());
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Map<String, Object> properties = properties(kafka, group);
        properties.put("auto.offset.reset", "earliest");
        properties.put("enable.auto.commit", "false");
        KafkaConsumer<byte[], byte[]> own =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try (ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>over(own, List.of(topic))
                .failureRoute(DeadLetterTopic.defaults().producer(kafka.clientProperties()))
                .commitInterval(Duration.ofMillis(50))
                .meterRegistry(meters)
                .onRecord(record -> traces.add(String.valueOf(MDC.get("traceparent"))))
                .build()) {
            consumer.start();
            await().atMost(SOON).until(() -> lag(kafka, group, topic) == 0);
            assertThat(meters.get(MeterNames.PROCESSING)
                            .tag(MeterNames.OUTCOME, "done")
                            .timer()
                            .count())
                    .isEqualTo(2);
            assertThat(meters.get(MeterNames.CRITICAL_TIME).timer().count()).isEqualTo(2);
            assertThat(meters.get(MeterNames.COMMIT).timer().count()).isPositive();
            assertThat(meters.get(MeterNames.ASSIGNED).gauge().value()).isEqualTo(1);
            assertThat(meters.getMeters())
                    .anyMatch(meter -> meter.getId().getName().startsWith("kafka.consumer."));
        }
        assertThat(traces).containsExactly(trace, "null");
        assertThat(meters.getMeters())
                .noneMatch(meter -> meter.getId().getName().startsWith("holdfast."));
    }
}
