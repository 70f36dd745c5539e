package io.holdfast.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.failure.Backoff;
import io.holdfast.failure.FailureClassifier;
import io.holdfast.names.HeaderNames;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@KafkaTest
class ReliableConsumerIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Kafka kafka;

    ReliableConsumerIT(Kafka kafka) {
        this.kafka = kafka;
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void handlesEveryRecordOnce_inKeyOrder_andCommitsTheEnd(String protocol) {
        String topic = kafka.topic("orders", 4);
        String group = kafka.group("shop");
        int keys = 50;
        int records = 5_000;
        send(topic, records, keys);
        Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
        Map<String, Object> properties = properties(group);
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, protocol);
        try (ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(properties, topic)
                .concurrency(20)
                .commitInterval(Duration.ofMillis(100))
                .onRecord(record -> seen.computeIfAbsent(text(record.key()), key -> new java.util.ArrayList<>())
                        .add(Integer.parseInt(text(record.value()))))
                .build()) {
            consumer.start();
            await().atMost(SOON)
                    .until(() -> kafka.committed(group).values().stream()
                                    .mapToLong(committed -> committed.offset())
                                    .sum()
                            == records);
            assertThat(consumer.health().ok()).isTrue();
        }
        assertThat(seen).hasSize(keys);
        seen.forEach((key, values) -> assertThat(values).isSorted().doesNotHaveDuplicates());
        assertThat(seen.values().stream().mapToInt(List::size).sum()).isEqualTo(records);
    }

    @Test
    void poisonGoesToTheDeadLetterTopic_bytesUnchanged_andTheRestGoesOn() {
        String topic = kafka.topic("orders", 2);
        String group = kafka.group("shop");
        send(topic, 100, 10);
        Set<String> done = ConcurrentHashMap.newKeySet();
        AtomicInteger flaky = new AtomicInteger();
        try (ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(properties(group), topic)
                .failureClassifier(FailureClassifier.builder()
                        .maxAttempts(3)
                        .backoff(Backoff.fixed(Duration.ofMillis(5)))
                        .build())
                .commitInterval(Duration.ofMillis(50))
                .onRecord(record -> {
                    String value = text(record.value());
                    if (value.equals("42")) throw new IllegalArgumentException("cannot read this");
                    if (value.equals("77")) throw new IOException("never works");
                    if (value.equals("13") && flaky.incrementAndGet() < 3) throw new IOException("later");
                    done.add(value);
                })
                .build()) {
            consumer.start();
            await().atMost(SOON).until(() -> done.size() == 98 && lag(group, topic) == 0);
        }
        List<ConsumerRecord<byte[], byte[]>> dead = kafka.readAll(topic + "." + group + ".dlq");
        assertThat(dead).extracting(record -> text(record.value())).containsExactlyInAnyOrder("42", "77");
        for (ConsumerRecord<byte[], byte[]> letter : dead) {
            assertThat(text(letter.headers().lastHeader(HeaderNames.ATTEMPTS).value()))
                    .isEqualTo(text(letter.value()).equals("42") ? "1" : "3");
            assertThat(text(letter.headers().lastHeader("mine").value())).isEqualTo(text(letter.value()));
        }
        assertThat(flaky.get()).isEqualTo(3);
    }

    @Test
    void aSlowHandlerHoldsItsKeyOnly_andClosingWaitsForIt() throws Exception {
        String topic = kafka.topic("orders", 1);
        String group = kafka.group("shop");
        send(topic, 200, 20);
        CountDownLatch slow = new CountDownLatch(1);
        ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();
        ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(properties(group), topic)
                .commitInterval(Duration.ofMillis(50))
                .onRecord(record -> {
                    if (text(record.value()).equals("0"))
                        assertThat(slow.await(20, TimeUnit.SECONDS)).isTrue();
                    done.add(text(record.value()));
                })
                .build();
        consumer.start();
        await().atMost(SOON).until(() -> done.size() == 190);
        await().atMost(SOON).until(() -> kafka.committed(group).values().stream()
                .anyMatch(committed -> committed.metadata().startsWith("hf1:")));
        assertThat(kafka.committed(group).values()).allMatch(committed -> committed.offset() == 0);
        slow.countDown();
        consumer.close();
        assertThat(done).hasSizeGreaterThanOrEqualTo(191);
        assertThat(consumer.health().state()).isEqualTo(ConsumerHealth.State.CLOSED);
    }

    private long lag(String group, String topic) {
        var committed = kafka.committed(group);
        return kafka.endOffsets(topic).entrySet().stream()
                .mapToLong(end -> end.getValue()
                        - (committed.get(end.getKey()) == null
                                ? 0
                                : committed.get(end.getKey()).offset()))
                .sum();
    }

    private void send(String topic, int records, int keys) {
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            for (int i = 0; i < records; i++) {
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        topic,
                        ("k" + i % keys).getBytes(UTF_8),
                        Integer.toString(i).getBytes(UTF_8));
                record.headers().add("mine", Integer.toString(i).getBytes(UTF_8));
                producer.send(record);
            }
        }
    }

    private Map<String, Object> properties(String group) {
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        return properties;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
