package io.holdfast.core;

import static io.holdfast.core.Records.bytes;
import static io.holdfast.core.Records.lag;
import static io.holdfast.core.Records.properties;
import static io.holdfast.core.Records.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.failure.DeadLetterTopic;
import io.holdfast.handler.Outcome;
import io.holdfast.names.HeaderNames;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** What a stranger, a mistake or an outage can put in our way: each gets a clear word, and no record is lost. */
@KafkaTest
class BadInputIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Kafka kafka;

    BadInputIT(Kafka kafka) {
        this.kafka = kafka;
    }

    @Test
    void anUnreachableBroker_isNamedWithTheTimeWaited() {
        Map<String, Object> properties =
                new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:1", "group.id", kafka.group("g")));
        ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(properties, "orders")
                .startTimeout(Duration.ofMillis(300))
                .onRecord(record -> {})
                .build();
        assertThatThrownBy(consumer::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no answer from the broker at 127.0.0.1:1 (waited PT0.3S)");
        assertThat(consumer.health().state()).isEqualTo(ConsumerHealth.State.CLOSED);
    }

    @Test
    void aMissingTopic_isNamed_andNotCreated() throws Exception {
        String missing = kafka.group("no-such-topic");
        ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(
                        properties(kafka, kafka.group("g")), missing)
                .startTimeout(Duration.ofSeconds(5))
                .onRecord(record -> {})
                .build();
        assertThatThrownBy(consumer::start).hasMessageContaining("topics [" + missing + "] do not exist");
        assertThat(kafka.admin().listTopics().names().get()).doesNotContain(missing);
    }

    @Test
    void undecodableRecords_areDeadLettersWithTheirBytes_andNeverALoop() {
        String topic = kafka.topic("numbers", 1);
        String group = kafka.group("g");
        send(topic, new ProducerRecord<>(topic, 0, bytes("ok"), new byte[] {0, 0, 0, 7}));
        send(topic, new ProducerRecord<>(topic, 0, bytes("ok"), new byte[] {1, 2}));
        send(topic, new ProducerRecord<>(topic, 0, null, null));
        List<Integer> seen = new ArrayList<>();
        try (ReliableConsumer consumer = ReliableConsumer.<String, Integer>builder(properties(kafka, group), topic)
                .deserializers(StringDeserializer::new, IntegerDeserializer::new)
                .commitInterval(Duration.ofMillis(50))
                .ordering(Ordering.PARTITION)
                .onRecord(record -> seen.add(record.value()))
                .build()) {
            consumer.start();
            await().atMost(SOON).until(() -> lag(kafka, group, topic) == 0);
        }
        assertThat(seen).containsExactly(7, null);
        ConsumerRecord<byte[], byte[]> letter = onlyLetter(topic, group);
        assertThat(letter.value()).containsExactly(1, 2);
        assertThat(text(letter.headers().lastHeader(HeaderNames.ERROR_CLASS).value()))
                .endsWith("UndecodableRecordException");
        assertThat(text(letter.headers().lastHeader(HeaderNames.ERROR_MESSAGE).value()))
                .isEqualTo("value could not be read by " + IntegerDeserializer.class.getName());
    }

    @Test
    void nullAndEmptyKeysAndValues_hugeHeaders_andErrors_surviveForwarding() {
        String topic = kafka.topic("odd", 1);
        String group = kafka.group("g");
        ProducerRecord<byte[], byte[]> huge = new ProducerRecord<>(topic, 0, new byte[0], new byte[0]);
        byte[] header = new byte[1_000_000];
        Arrays.fill(header, (byte) 'h');
        huge.headers().add("huge", header).add("empty", new byte[0]).add("nothing", null);
        send(topic, huge);
        send(topic, new ProducerRecord<>(topic, 0, null, null));
        send(topic, new ProducerRecord<>(topic, 0, null, bytes("x".repeat(900_000))));
        try (ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(properties(kafka, group), topic)
                .commitInterval(Duration.ofMillis(50))
                .onRecord(record -> {
                    throw new AssertionError("thrown as an Error");
                })
                .build()) {
            consumer.start();
            await().atMost(SOON).until(() -> lag(kafka, group, topic) == 0);
        }
        List<ConsumerRecord<byte[], byte[]>> letters = kafka.readAll(topic + "." + group + ".dlq");
        assertThat(letters).hasSize(3);
        ConsumerRecord<byte[], byte[]> kept = byOrigin(letters, 0);
        assertThat(kept.key()).isEmpty();
        assertThat(kept.value()).isEmpty();
        assertThat(kept.headers().lastHeader("huge").value()).isEqualTo(header);
        assertThat(kept.headers().lastHeader("nothing").value()).isNull();
        assertThat(byOrigin(letters, 1).key()).isNull();
        assertThat(byOrigin(letters, 1).value()).isNull();
        assertThat(byOrigin(letters, 2).value()).hasSize(900_000);
    }

    @Test
    void aRecordTooLargeForTheDeadLetterTopic_becomesAPointer() {
        String topic = kafka.topic("large", 1);
        String group = kafka.group("g");
        kafka.createTopic(topic + "." + group + ".dlq", 1, Map.of("max.message.bytes", "2000"));
        byte[] value = new byte[50_000];
        new Random(1).nextBytes(value);
        send(topic, new ProducerRecord<>(topic, 0, bytes("k"), value));
        try (ReliableConsumer consumer = failing(topic, group)) {
            consumer.start();
            await().atMost(SOON).until(() -> lag(kafka, group, topic) == 0);
        }
        ConsumerRecord<byte[], byte[]> pointer = onlyLetter(topic, group);
        assertThat(pointer.value()).isNull();
        assertThat(text(pointer.headers().lastHeader(HeaderNames.POINTER).value()))
                .isEqualTo("1");
        assertThat(text(pointer.headers().lastHeader(HeaderNames.ORIGIN_TOPIC).value()))
                .isEqualTo(topic);
        assertThat(text(pointer.headers().lastHeader(HeaderNames.ORIGIN_OFFSET).value()))
                .isEqualTo("0");
    }

    @Test
    void aDeadLetterTopicThatCannotBeWritten_stopsItsPartitionOnly_untilItIsMendedAndResumed() throws Exception {
        String topic = kafka.topic("orders", 2);
        String group = kafka.group("g");
        String dlq = topic + "." + group + ".dlq";
        kafka.createTopic(dlq, 2, Map.of("max.message.bytes", "100"));
        TopicPartition sick = new TopicPartition(topic, 0);
        send(topic, new ProducerRecord<>(topic, 0, bytes("a"), bytes("poison")));
        for (int i = 0; i < 50; i++) send(topic, new ProducerRecord<>(topic, 1, bytes("b"), bytes("fine")));
        AtomicInteger fine = new AtomicInteger();
        try (ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(properties(kafka, group), topic)
                .commitInterval(Duration.ofMillis(50))
                .onRecord(record -> {
                    if (text(record.value()).equals("poison")) throw new IllegalArgumentException("poison");
                    fine.incrementAndGet();
                })
                .build()) {
            consumer.start();
            await().atMost(SOON)
                    .until(() ->
                            fine.get() == 50 && !consumer.health().stopped().isEmpty());
            assertThat(consumer.health().stopped()).singleElement().satisfies(stopped -> {
                assertThat(stopped.partition()).isEqualTo(sick);
                assertThat(stopped.reason()).contains("could not be forwarded").contains("RecordTooLarge");
            });
            send(topic, new ProducerRecord<>(topic, 1, bytes("b"), bytes("fine")));
            await().atMost(SOON).until(() -> fine.get() == 51 && lag(kafka, group, topic) == 1);

            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, dlq);
            Collection<AlterConfigOp> mend = List.of(
                    new AlterConfigOp(new ConfigEntry("max.message.bytes", "100000"), AlterConfigOp.OpType.SET));
            kafka.admin().incrementalAlterConfigs(Map.of(resource, mend)).all().get();
            consumer.resume(List.of(sick));
            await().atMost(SOON)
                    .until(() ->
                            lag(kafka, group, topic) == 0 && consumer.health().ok());
        }
        assertThat(text(onlyLetter(topic, group).value())).isEqualTo("poison");
    }

    @Test
    void aHandlerThatIgnoresItsDeadline_isReportedAsStalled_andHoldsItsKeyOnly() throws Exception {
        String topic = kafka.topic("orders", 1);
        String group = kafka.group("g");
        Records.send(kafka, topic, 40, 4);
        CountDownLatch hung = new CountDownLatch(1);
        Set<String> done = ConcurrentHashMap.newKeySet();
        ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(properties(kafka, group), topic)
                .deadline(Duration.ofMillis(200))
                .commitInterval(Duration.ofMillis(50))
                .onRecord(record -> {
                    if (text(record.value()).equals("0")) awaitStubbornly(hung);
                    done.add(text(record.value()));
                })
                .build();
        try {
            consumer.start();
            await().atMost(SOON).until(() -> !consumer.health().stalled().isEmpty() && done.size() == 30);
            ConsumerHealth.Stalled stalled = consumer.health().stalled().get(0);
            assertThat(stalled.offset()).isZero();
            assertThat(stalled.keyHash()).isNotEmpty().doesNotContain("k0");
            assertThat(stalled.age()).isGreaterThan(Duration.ofMillis(200));
            assertThat(consumer.health().ok()).isFalse();
            hung.countDown();
            await().atMost(SOON)
                    .until(() ->
                            lag(kafka, group, topic) == 0 && consumer.health().ok());
        } finally {
            hung.countDown();
            consumer.close();
        }
    }

    @Test
    void aHandlerThatYieldsToItsDeadline_isTriedAgain_andTheAttemptCounts() {
        String topic = kafka.topic("orders", 1);
        String group = kafka.group("g");
        Records.send(kafka, topic, 1, 1);
        List<Integer> attempts = new ArrayList<>();
        try (ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(properties(kafka, group), topic)
                .deadline(Duration.ofMillis(100))
                .commitInterval(Duration.ofMillis(50))
                .handler(delivery -> {
                    attempts.add(delivery.attempt());
                    if (delivery.attempt() == 1)
                        assertThat(new CountDownLatch(1).await(30, TimeUnit.SECONDS))
                                .isFalse();
                    return Outcome.done();
                })
                .build()) {
            consumer.start();
            await().atMost(SOON).until(() -> lag(kafka, group, topic) == 0);
        }
        assertThat(attempts).containsExactly(1, 2);
    }

    @Test
    void aHandlerThatReturnsNull_isADeadLetter_withAWordOnWhatToReturn() {
        String topic = kafka.topic("orders", 1);
        String group = kafka.group("g");
        Records.send(kafka, topic, 1, 1);
        try (ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(properties(kafka, group), topic)
                .handler(delivery -> null)
                .commitInterval(Duration.ofMillis(50))
                .build()) {
            consumer.start();
            await().atMost(SOON).until(() -> lag(kafka, group, topic) == 0);
        }
        assertThat(text(onlyLetter(topic, group)
                        .headers()
                        .lastHeader(HeaderNames.ERROR_MESSAGE)
                        .value()))
                .contains("return Outcome.done()");
    }

    @Test
    void aMissingDeadLetterTopic_refusesTheStart_whenItMustExist() {
        String topic = kafka.topic("orders", 1);
        String group = kafka.group("g");
        ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(properties(kafka, group), topic)
                .failureRoute(
                        DeadLetterTopic.defaults().named("dead-{topic}-{group}").mustExist())
                .onRecord(record -> {})
                .build();
        assertThatThrownBy(consumer::start)
                .hasMessageContaining("dead-letter topic dead-" + topic + "-" + group + " does not exist");
    }

    private ReliableConsumer failing(String topic, String group) {
        return ReliableConsumer.<byte[], byte[]>builder(properties(kafka, group), topic)
                .commitInterval(Duration.ofMillis(50))
                .onRecord(record -> {
                    throw new IllegalArgumentException("poison");
                })
                .build();
    }

    private ConsumerRecord<byte[], byte[]> onlyLetter(String topic, String group) {
        List<ConsumerRecord<byte[], byte[]>> letters = kafka.readAll(topic + "." + group + ".dlq");
        assertThat(letters).hasSize(1);
        return letters.get(0);
    }

    private static ConsumerRecord<byte[], byte[]> byOrigin(List<ConsumerRecord<byte[], byte[]>> letters, long offset) {
        return letters.stream()
                .filter(letter -> {
                    Header origin = letter.headers().lastHeader(HeaderNames.ORIGIN_OFFSET);
                    return text(origin.value()).equals(Long.toString(offset));
                })
                .findFirst()
                .orElseThrow();
    }

    private void send(String topic, ProducerRecord<byte[], byte[]> record) {
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            producer.send(
                    record, (metadata, failure) -> assertThat(failure).as(topic).isNull());
        }
    }

    private static void awaitStubbornly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException ignored) {
                interrupted = true;
            }
        }
        assertThat(interrupted).isTrue();
    }
}
