package io.holdfast.redrive;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.redrive.plan.PlanRequest;
import io.holdfast.redrive.plan.RedrivePlan;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@KafkaTest
@SuppressWarnings("try") // a consumer that runs while its block does is a resource nobody need name
class RedriveControlIT {

    private final Kafka kafka;
    private Dead dead;

    RedriveControlIT(Kafka kafka) {
        this.kafka = kafka;
    }

    @BeforeEach
    void topics() {
        dead = Dead.topics(kafka, 1);
    }

    private String saved(Redrive redrive) {
        RedrivePlan plan = redrive.plan(PlanRequest.redrive(dead.dlq, "tester", "because"));
        redrive.save(plan);
        return plan.id();
    }

    @Test
    void pausesResumesAndCancels() throws Exception {
        dead.fill(5_000);
        try (Redrive redrive = dead.redrive();
                Redrive operator = dead.redrive()) {
            String task = saved(redrive);
            AtomicReference<Progress> seen = new AtomicReference<>();
            CompletableFuture<Progress> running = CompletableFuture.supplyAsync(
                    () -> redrive.run(task, RunOptions.defaults().rate(100).listener(seen::set)));
            await().atMost(60, SECONDS)
                    .until(() -> seen.get() != null && seen.get().moved() > 0);
            operator.pause(task);
            await().atMost(30, SECONDS).until(() -> seen.get().status() == TaskStatus.PAUSED);
            operator.resume(task);
            long atResume = seen.get().moved();
            await().atMost(30, SECONDS).until(() -> seen.get().moved() > atResume + 50);
            operator.cancel(task);
            Progress cancelled = running.get(60, SECONDS);
            assertThat(cancelled.status()).isEqualTo(TaskStatus.CANCELLED);
            assertThat(dead.values(dead.retry)).hasSize((int) cancelled.moved());
            assertThat(redrive.run(task, RunOptions.defaults()).status()).isEqualTo(TaskStatus.COMPLETED);
            assertThat(dead.values(dead.retry)).hasSize(5_000).doesNotHaveDuplicates();
        }
    }

    @Test
    void aRampGoesOnWhileItsConsumerSucceeds() throws Exception {
        dead.fill(200);
        commitStart();
        try (Redrive redrive = dead.redrive();
                Handler handler = new Handler(record -> Optional.empty())) {
            Progress last = redrive.run(saved(redrive), RunOptions.defaults().ramp(List.of(1L, 10L, 50L)));
            assertThat(last.status()).as(last.note()).isEqualTo(TaskStatus.COMPLETED);
            assertThat(last.moved()).isEqualTo(200);
        }
    }

    @Test
    void aRampStopsAtPoisonInItsSecondStep() throws Exception {
        dead.fill(200);
        commitStart();
        try (Redrive redrive = dead.redrive();
                Handler handler = new Handler(record ->
                        Dead.value(record).equals("0:0") ? Optional.empty() : Optional.of("connection refused"))) {
            String task = saved(redrive);
            Progress last = redrive.run(task, RunOptions.defaults().ramp(List.of(1L, 10L, 50L)));
            assertThat(last.status()).isEqualTo(TaskStatus.ABORTED);
            assertThat(last.note()).contains("9 of 9 records failed again");
            assertThat(last.moved()).isEqualTo(10);
            TaskReport report = redrive.report(task);
            assertThat(report.delivered()).isEqualTo(10);
            assertThat(report.failedAgain()).isEqualTo(9);
            assertThat(report.unverified()).isEqualTo(1);
        }
    }

    @Test
    void aRampStopsAtAFailureThePlanDoesNotKnow() throws Exception {
        dead.fill(200);
        commitStart();
        try (Redrive redrive = dead.redrive();
                Handler handler = new Handler(
                        record -> Dead.value(record).equals("0:3") ? Optional.of("disk full") : Optional.empty())) {
            Progress last = redrive.run(saved(redrive), RunOptions.defaults().ramp(List.of(10L, 50L)));
            assertThat(last.status()).isEqualTo(TaskStatus.ABORTED);
            assertThat(last.note()).contains("in a way the plan does not list");
            assertThat(last.moved()).isEqualTo(10);
        }
    }

    @Test
    void aRampStopsWhenItsConsumerIsDown() throws Exception {
        dead.fill(50);
        commitStart();
        try (Redrive redrive = dead.redrive()) {
            Progress last = redrive.run(
                    saved(redrive), RunOptions.defaults().ramp(List.of(1L)).outcomePatience(Duration.ofSeconds(1)));
            assertThat(last.status()).isEqualTo(TaskStatus.ABORTED);
            assertThat(last.note()).contains("has not passed").contains("is its consumer running?");
            assertThat(last.moved()).isEqualTo(1);
        }
    }

    private void commitStart() throws Exception {
        kafka.admin()
                .alterConsumerGroupOffsets(
                        dead.group, Map.of(new TopicPartition(dead.retry, 0), new OffsetAndMetadata(0)))
                .all()
                .get();
    }

    private interface Verdict {
        Optional<String> failure(ConsumerRecord<byte[], byte[]> record);
    }

    /** The failing group's consumer: handles redriven records, or dead-letters them again, then commits. */
    private final class Handler implements AutoCloseable {
        private final AtomicBoolean closed = new AtomicBoolean();
        private final Thread thread;

        Handler(Verdict verdict) {
            thread = new Thread(() -> consume(verdict), "handler");
            thread.start();
        }

        private void consume(Verdict verdict) {
            Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
            properties.put("group.id", dead.group);
            properties.put("enable.auto.commit", false);
            properties.put("isolation.level", "read_committed");
            try (var consumer =
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of(dead.retry));
                while (!closed.get()) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                        verdict.failure(record).ifPresent(message -> deadLetter(record, message));
                    }
                    consumer.commitSync();
                }
            }
        }

        private void deadLetter(ConsumerRecord<byte[], byte[]> record, String message) {
            Dead.Letter letter = dead.letter(
                    record.partition(), Long.parseLong(Dead.header(record, "holdfast-origin-offset")), "k", "v");
            record.headers().forEach(header -> {
                if (header.key().startsWith("holdfast-redrive-")) letter.with(header.key(), header.value());
            });
            dead.write(letter.with("holdfast-error-message", message));
        }

        @Override
        public void close() {
            closed.set(true);
            try {
                thread.join();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
