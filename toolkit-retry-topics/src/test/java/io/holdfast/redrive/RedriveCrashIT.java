package io.holdfast.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.redrive.ledger.RecordState;
import io.holdfast.redrive.plan.PlanRequest;
import io.holdfast.redrive.plan.RedrivePlan;
import io.holdfast.redrive.plan.Selection;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import io.holdfast.testkit.fault.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whoever dies, and whoever comes in between: each planned record is moved once, none is missing, order is kept. */
@KafkaTest
class RedriveCrashIT {

    private static final int RECORDS = 20_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Kafka kafka;

    RedriveCrashIT(Kafka kafka) {
        this.kafka = kafka;
    }

    /** Small transactions, so that a kill falls into every part of one; the seed chooses how far the child gets. */
    @Test
    void resumesAfterKills() {
        long seed = Long.getLong("holdfast.test.seed", System.nanoTime());
        Random random = new Random(seed);
        Dead dead = Dead.topics(kafka, 2);
        disordered(dead);
        String task = saved(dead);
        for (int kill = 0; kill < 3; kill++) {
            long enough = 1L + random.nextInt(4_000) + kill * 4_000L;
            try (ChildJvm child = child(task)) {
                child.awaitLine(line -> atLeast(line, enough), "moved " + enough, LIMIT);
                child.kill();
            }
        }
        try (Redrive redrive = dead.redrive()) {
            Progress last = redrive.run(task, RunOptions.defaults());
            assertThat(last.status()).as("seed %d: %s", seed, last.note()).isEqualTo(TaskStatus.COMPLETED);
            assertThat(last.moved()).isEqualTo(RECORDS);
            assertEachOnceInOrder(dead, seed);
            assertThat(redrive.report(task).delivered()).isEqualTo(RECORDS);
        }
    }

    @Test
    void twoRunnersMoveEachRecordOnce() throws Exception {
        Dead dead = Dead.topics(kafka, 2);
        disordered(dead);
        String task = saved(dead);
        try (Redrive one = dead.redrive();
                Redrive two = dead.redrive()) {
            RunOptions small = RunOptions.defaults().recordsPerTransaction(100);
            CompletableFuture<Void> begun = new CompletableFuture<>();
            CompletableFuture<Progress> first =
                    CompletableFuture.supplyAsync(() -> one.run(task, small.listener(progress -> {
                        if (progress.moved() > 0) begun.complete(null);
                    })));
            begun.get(60, TimeUnit.SECONDS);
            Progress second = two.run(task, small);
            Progress fenced = first.get(60, TimeUnit.SECONDS);
            assertThat(second.status()).isIn(TaskStatus.COMPLETED, TaskStatus.FENCED);
            assertThat(fenced.status()).isEqualTo(TaskStatus.FENCED);
            assertEachOnceInOrder(dead, 0);
            assertThat(one.run(task, small).status()).isEqualTo(TaskStatus.COMPLETED);
        }
    }

    @Test
    void theLedgerSaysWhatLiesAtTheTarget() {
        Dead dead = Dead.topics(kafka, 2);
        dead.fill(2_000);
        String task = saved(dead);
        try (ChildJvm child = child(task)) {
            child.awaitLine(line -> atLeast(line, 1), "moved 1", LIMIT);
            child.kill();
        }
        try (Redrive redrive = dead.redrive();
                DeadLetterTopics topics = new DeadLetterTopics(kafka.clientProperties())) {
            // A new producer of the same ids settles what the dead one left open; a resumed run is the only way there.
            redrive.run(task, RunOptions.defaults());
            Selection moved =
                    Selection.where().states(Set.of(RecordState.REDRIVEN)).build();
            List<String> inLedger = new ArrayList<>();
            topics.scan(
                    dead.dlq,
                    moved,
                    (letter, state) -> inLedger.add(letter.coordinates().toString()));
            List<String> atTarget = kafka.readAll(dead.retry).stream()
                    .map(record -> Dead.header(record, "holdfast-redrive-from"))
                    .toList();
            assertThat(inLedger).hasSize(2_000).containsExactlyInAnyOrderElementsOf(atTarget);
        }
    }

    private ChildJvm child(String task) {
        return ChildJvm.of(RedriveChild.class)
                .args(kafka.bootstrapServers(), task, "50")
                .heap("256m")
                .start();
    }

    private static boolean atLeast(String line, long moved) {
        return line.startsWith("moved ") && Long.parseLong(line.substring("moved ".length())) >= moved;
    }

    /** Every tenth record of a key has died before its predecessor. */
    private static void disordered(Dead dead) {
        List<Dead.Letter> letters = new ArrayList<>();
        for (int i = 0; i < RECORDS / 2; i++) {
            int rank = i % 100 == 0 ? i + 10 : i % 100 == 10 ? i - 10 : i;
            for (int partition = 0; partition < 2; partition++) {
                letters.add(dead.letter(partition, rank, "k" + partition + "-" + rank % 10, partition + ":" + rank));
            }
        }
        dead.write(letters);
    }

    private static String saved(Dead dead) {
        try (Redrive redrive = dead.redrive()) {
            RedrivePlan plan = redrive.plan(PlanRequest.redrive(dead.dlq, "tester", "because"));
            redrive.save(plan);
            return plan.id();
        }
    }

    private void assertEachOnceInOrder(Dead dead, long seed) {
        assertThat(dead.values(dead.retry)).as("seed %d", seed).hasSize(RECORDS).doesNotHaveDuplicates();
        for (int key = 0; key < 10; key++) {
            String name = "k1-" + key;
            List<Long> ranks = kafka.readAll(dead.retry).stream()
                    .filter(record -> new String(record.key(), java.nio.charset.StandardCharsets.UTF_8).equals(name))
                    .map(record -> Long.parseLong(Dead.header(record, "holdfast-origin-offset")))
                    .toList();
            assertThat(ranks).as("key %s, seed %d", name, seed).isSorted();
        }
    }
}
