package io.holdfast.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.redrive.plan.Edit;
import io.holdfast.redrive.plan.PlanRequest;
import io.holdfast.redrive.plan.RedrivePlan;
import io.holdfast.redrive.plan.Selection;
import io.holdfast.redrive.plan.Target;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@KafkaTest
class RedriveIT {

    private final Kafka kafka;
    private Dead dead;

    RedriveIT(Kafka kafka) {
        this.kafka = kafka;
    }

    @BeforeEach
    void topics() {
        dead = Dead.topics(kafka, 2);
    }

    private Progress planAndRun(Redrive redrive, PlanRequest request) {
        RedrivePlan plan = redrive.plan(request);
        redrive.save(plan);
        return redrive.run(plan.id(), RunOptions.defaults());
    }

    private PlanRequest everything() {
        return PlanRequest.redrive(dead.dlq, "tester", "because");
    }

    @Test
    void movesEachRecordOnceToTheGroupsOwnRetryTopic() {
        dead.fill(1_000);
        try (Redrive redrive = dead.redrive()) {
            Progress progress = planAndRun(redrive, everything());
            assertThat(progress.status()).isEqualTo(TaskStatus.COMPLETED);
            assertThat(progress.moved()).isEqualTo(1_000);
            assertThat(dead.values(dead.retry)).hasSize(1_000).doesNotHaveDuplicates();
            assertThat(dead.values(dead.source)).isEmpty();
            assertThat(redrive.plan(everything()).matched())
                    .as("nothing is left unresolved")
                    .isZero();
            assertThat(redrive.run(progressId(redrive), RunOptions.defaults()).moved())
                    .as("running a finished task again moves nothing")
                    .isEqualTo(1_000);
            assertThat(dead.values(dead.retry)).hasSize(1_000);
        }
    }

    private String progressId(Redrive redrive) {
        return redrive.tasks().stream()
                .filter(task -> task.plan().request().dlq().equals(dead.dlq))
                .findFirst()
                .orElseThrow()
                .plan()
                .id();
    }

    @Test
    void keepsTheOriginalAndReplacesTheControlHeaders() {
        dead.write(
                dead.letter(1, 77, "k", "v").with("holdfast-message-id", "m-7").with("holdfast-redrive-count", "1"));
        try (Redrive redrive = dead.redrive()) {
            planAndRun(redrive, everything());
            ConsumerRecord<byte[], byte[]> moved = kafka.readAll(dead.retry).get(0);
            assertThat(moved.partition()).isEqualTo(1);
            assertThat(Dead.value(moved)).isEqualTo("v");
            assertThat(Dead.header(moved, "trace")).isEqualTo("t-77");
            assertThat(Dead.header(moved, "holdfast-message-id")).isEqualTo("m-7");
            assertThat(Dead.header(moved, "holdfast-origin-offset")).isEqualTo("77");
            assertThat(Dead.header(moved, "holdfast-attempts")).isEqualTo("0");
            assertThat(Dead.header(moved, "holdfast-redrive-count")).isEqualTo("2");
            assertThat(Dead.header(moved, "holdfast-redrive-from")).isEqualTo(dead.dlq + "-1@0");
            assertThat(Dead.header(moved, "holdfast-due-at")).isNotNull();
            assertThat(Dead.header(moved, "holdfast-reason")).isNull();
            assertThat(Dead.header(moved, "holdfast-error-class")).isNull();
        }
    }

    @Test
    void survivesNullKeysNullValuesAndAMegabyteOfStack() {
        Dead big = Dead.topics(kafka, 1, Map.of("max.message.bytes", "3000000"));
        big.write(
                big.letter(0, 1, null, "no key"),
                big.letter(0, 2, "k", null),
                big.letter(0, 3, "k", "big").with("holdfast-error-stacktrace", new byte[1_000_000]));
        try (Redrive redrive = big.redrive()) {
            assertThat(planAndRun(redrive, PlanRequest.redrive(big.dlq, "tester", "because"))
                            .moved())
                    .isEqualTo(3);
            assertThat(big.values(big.retry)).containsExactlyInAnyOrder("no key", null, "big");
        }
    }

    @Test
    void tellsWhatIsTooLargeInsteadOfTryingIt() {
        Dead big = Dead.topics(kafka, 1, Map.of("max.message.bytes", "3000000"));
        big.write(big.letter(0, 1, "k", "x".repeat(2_000_000)), big.letter(0, 2, "k", "small"));
        try (Redrive redrive = big.redrive()) {
            RedrivePlan plan = redrive.plan(PlanRequest.redrive(big.dlq, "tester", "because"));
            assertThat(plan.matched()).isEqualTo(1);
            assertThat(plan.census().byCause()).containsExactly(Map.entry("too-large-for:" + big.retry, 1L));
        }
    }

    @Test
    void goesByOriginOrderWithinAKey() {
        List<Dead.Letter> letters = new ArrayList<>();
        for (int i = 4_999; i >= 0; i--) letters.add(dead.letter(0, i, "hot", "hot:" + i));
        for (int i = 0; i < 100; i++) letters.add(50 * i, dead.letter(0, 10_000 + i, "cold" + i % 3, "cold:" + i));
        dead.write(letters);
        try (Redrive redrive = dead.redrive()) {
            RedrivePlan plan = redrive.plan(everything());
            assertThat(plan.ranges().get(0).disordered()).isEqualTo(4_999);
            redrive.save(plan);
            redrive.run(plan.id(), RunOptions.defaults().recordsPerTransaction(300));
            assertInOrder("hot", 5_000);
            for (int key = 0; key < 3; key++) assertRising("cold" + key);
        }
    }

    private void assertInOrder(String key, int count) {
        List<Long> offsets = assertRising(key);
        assertThat(offsets).hasSize(count);
    }

    private List<Long> assertRising(String key) {
        List<Long> offsets = kafka.readAll(dead.retry).stream()
                .filter(record -> new String(record.key(), UTF_8).equals(key))
                .map(record -> Long.parseLong(Dead.header(record, "holdfast-origin-offset")))
                .toList();
        assertThat(offsets).isSorted().doesNotHaveDuplicates();
        return offsets;
    }

    @Test
    void withoutOrderItGoesAsTheDeadLettersLie() {
        dead.write(dead.letter(0, 9, "k", "later"), dead.letter(0, 3, "k", "earlier"));
        try (Redrive redrive = dead.redrive()) {
            planAndRun(redrive, everything().ordered(false));
            assertThat(dead.values(dead.retry)).containsExactly("later", "earlier");
        }
    }

    @Test
    void selectsByEveryCriterion() {
        dead.write(
                dead.letter(0, 1, "a", "{\"total\":5,\"customer\":{\"id\":\"c1\"}}")
                        .with("tenant", "blue"),
                dead.letter(0, 2, "b", "{\"total\":6}").with("holdfast-error-class", "x.y.TimeoutException"),
                dead.letter(1, 3, "c", "not json").with("holdfast-error-message", "gateway 502"));
        try (Redrive redrive = dead.redrive()) {
            assertMatched(redrive, Selection.where().keys(List.of("a", "base64:Yw==")), 2);
            assertMatched(redrive, Selection.where().keyPattern("^[ab]$"), 2);
            assertMatched(redrive, Selection.where().headers(Map.of("tenant", "blue")), 1);
            assertMatched(redrive, Selection.where().exceptions(List.of("TimeoutException")), 1);
            assertMatched(redrive, Selection.where().messagePattern("50\\d"), 1);
            assertMatched(redrive, Selection.where().json(Map.of("/customer/id", "c1")), 1);
            assertMatched(redrive, Selection.where().json(Map.of("/total", "6")), 1);
            assertMatched(redrive, Selection.where().offsets(List.of(new Selection.OffsetRange(0, 1, 2))), 1);
            assertMatched(redrive, Selection.where().groups(List.of(dead.group)), 3);
            assertMatched(redrive, Selection.where().topics(List.of("elsewhere")), 0);
            assertMatched(redrive, Selection.where().until(1L), 0);
            assertMatched(redrive, Selection.where().limit(2), 2);
            String fingerprint = redrive.plan(everything()
                            .select(Selection.where()
                                    .exceptions(List.of("TimeoutException"))
                                    .build()))
                    .census()
                    .errors()
                    .get(0)
                    .fingerprint();
            assertMatched(redrive, Selection.where().fingerprints(List.of(fingerprint.substring(0, 8))), 1);
        }
    }

    private void assertMatched(Redrive redrive, Selection.Builder selection, long count) {
        Selection built = selection.build();
        assertThat(redrive.plan(everything().select(built)).matched())
                .as(built.toString())
                .isEqualTo(count);
    }

    @Test
    void whatIsNotSelectedStaysAndCanBeMovedLater() {
        dead.fill(100);
        try (Redrive redrive = dead.redrive()) {
            Progress first = planAndRun(
                    redrive, everything().select(Selection.where().limit(30).build()));
            assertThat(first.moved()).isEqualTo(30);
            assertThat(planAndRun(redrive, everything()).moved()).isEqualTo(70);
            assertThat(dead.values(dead.retry)).hasSize(100).doesNotHaveDuplicates();
        }
    }

    @Test
    void aDryRunWritesNothing() {
        dead.fill(10);
        try (Redrive redrive = dead.redrive()) {
            RedrivePlan one = redrive.plan(everything());
            assertThat(one.matched()).isEqualTo(10);
            assertThat(one.intact()).isTrue();
            assertThat(one.census().keys()).isEqualTo(10);
            assertThat(one.targets().get(dead.retry).records()).isEqualTo(10);
            assertThat(redrive.tasks())
                    .noneMatch(task -> task.plan().request().dlq().equals(dead.dlq));
            assertThatThrownBy(() -> redrive.run(one.id(), RunOptions.defaults()))
                    .isInstanceOf(RedriveRefused.class);
        }
        assertThat(dead.values(dead.retry)).isEmpty();
    }

    @Test
    void whatComesWhileAPlanWaitsIsNotTouched() {
        dead.fill(10);
        try (Redrive redrive = dead.redrive()) {
            RedrivePlan plan = redrive.plan(everything());
            redrive.save(plan);
            dead.write(dead.letter(0, 900, "new", "new"));
            assertThat(redrive.run(plan.id(), RunOptions.defaults()).moved()).isEqualTo(10);
            assertThat(dead.values(dead.retry)).doesNotContain("new");
        }
    }

    @Test
    void refusesAStalePlanWithTheDifference() {
        dead.fill(10);
        try (Redrive redrive = dead.redrive()) {
            RedrivePlan plan = redrive.plan(everything());
            redrive.save(plan);
            planAndRun(
                    redrive,
                    PlanRequest.discard(dead.dlq, "another", "spoiled")
                            .select(Selection.where().limit(2).build()));
            assertThatThrownBy(() -> redrive.run(plan.id(), RunOptions.defaults()))
                    .isInstanceOf(RedriveRefused.class)
                    .hasMessageContaining("the state of 2 dead letters has changed")
                    .hasMessageContaining("nothing has been moved");
            assertThat(dead.values(dead.retry)).isEmpty();
        }
    }

    @Test
    void refusesWhenRetentionHasEatenWhatWasPlanned() throws Exception {
        dead.fill(10);
        try (Redrive redrive = dead.redrive()) {
            RedrivePlan plan = redrive.plan(everything());
            redrive.save(plan);
            kafka.admin()
                    .deleteRecords(Map.of(new TopicPartition(dead.dlq, 0), RecordsToDelete.beforeOffset(3)))
                    .all()
                    .get();
            assertThatThrownBy(() -> redrive.run(plan.id(), RunOptions.defaults()))
                    .hasMessageContaining("partition 0: offsets 0 to 2 have been deleted by retention");
        }
    }

    @Test
    void refusesWhenATargetHasChanged() throws Exception {
        dead.fill(10);
        try (Redrive redrive = dead.redrive()) {
            RedrivePlan plan = redrive.plan(everything());
            redrive.save(plan);
            kafka.admin()
                    .createPartitions(Map.of(dead.retry, NewPartitions.increaseTo(3)))
                    .all()
                    .get();
            assertThatThrownBy(() -> redrive.run(plan.id(), RunOptions.defaults()))
                    .hasMessageContaining("had 2 partitions when the plan was made and has 3 now");
            assertThat(dead.values(dead.retry)).isEmpty();
        }
    }

    @Test
    void refusesTargetsThatCannotBe() {
        dead.fill(2);
        try (Redrive redrive = dead.redrive()) {
            assertThatThrownBy(() -> redrive.plan(everything().to(Target.topic(dead.dlq))))
                    .hasMessageContaining("target-is-dlq");
            assertThatThrownBy(() -> redrive.plan(everything().to(Target.topic("no-such"))))
                    .hasMessageContaining("no-such-topic");
            assertThatThrownBy(() -> redrive.plan(PlanRequest.redrive("no-such-dlq", "t", "r")))
                    .hasMessageContaining("there is no topic no-such-dlq");
            RedrivePlan own = redrive.plan(everything().to(Target.source().renaming(Map.of(dead.source, dead.dlq))));
            assertThat(own.matched()).isZero();
            assertThat(own.census().byCause()).containsExactly(Map.entry("target-is-dlq", 2L));
            RedrivePlan barred = redrive.plan(everything().to(Target.source().allowing(List.of("other"))));
            assertThat(barred.census().byCause()).containsExactly(Map.entry("no-target", 2L));
        }
    }

    @Test
    void redrivesToTheSourceAndNamesWhoWillSeeIt() throws Exception {
        dead.fill(4);
        kafka.admin()
                .alterConsumerGroupOffsets(
                        "audit-" + dead.group,
                        Map.of(
                                new TopicPartition(dead.source, 0),
                                new org.apache.kafka.clients.consumer.OffsetAndMetadata(0)))
                .all()
                .get();
        try (Redrive redrive = dead.redrive()) {
            PlanRequest request = everything().to(Target.source());
            assertThat(redrive.plan(request).warnings()).anyMatch(warning -> warning.contains("audit-" + dead.group));
            planAndRun(redrive, request);
            assertThat(dead.values(dead.source)).hasSize(4);
        }
    }

    @Test
    void parksWhatHasBeenRedrivenTooOften() {
        dead.write(
                dead.letter(0, 1, "k", "loops").with("holdfast-redrive-count", "3"), dead.letter(0, 2, "k", "fresh"));
        try (Redrive redrive = dead.redrive()) {
            Progress progress = planAndRun(redrive, everything());
            assertThat(progress.parked()).isEqualTo(1);
            assertThat(progress.moved()).isEqualTo(1);
            assertThat(progress.status()).isEqualTo(TaskStatus.COMPLETED);
            assertThat(dead.values(dead.dlq + ".parking")).containsExactly("loops");
            assertThat(Dead.header(kafka.readAll(dead.dlq + ".parking").get(0), "holdfast-reason"))
                    .isEqualTo("exhausted");
            assertThat(redrive.plan(everything()).matched()).isZero();
        }
    }

    @Test
    void anEditedRecordIsAnotherMessageLinkedToTheOld() {
        dead.write(dead.letter(0, 1, "k", "{\"total\":-5}"), dead.letter(0, 2, "k", "no json"));
        Edit edit = new Edit(
                "[{\"op\":\"replace\",\"path\":\"/total\",\"value\":5}]", Map.of("repaired", "yes"), List.of("trace"));
        try (Redrive redrive = dead.redrive()) {
            RedrivePlan plan = redrive.plan(everything().edit(edit));
            assertThat(plan.census().byCause()).containsExactly(Map.entry("edit-does-not-fit", 1L));
            redrive.save(plan);
            redrive.run(plan.id(), RunOptions.defaults());
            ConsumerRecord<byte[], byte[]> moved = kafka.readAll(dead.retry).get(0);
            assertThat(Dead.value(moved)).isEqualTo("{\"total\":5}");
            assertThat(Dead.header(moved, "repaired")).isEqualTo("yes");
            assertThat(Dead.header(moved, "trace")).isNull();
            assertThat(Dead.header(moved, "holdfast-edited-from")).isEqualTo(dead.source + "-0@1");
            assertThat(Dead.header(moved, "holdfast-message-id")).isEqualTo(dead.source + "-0@1#" + plan.id());
        }
    }

    @Test
    void discardsAndRestores() {
        dead.fill(10);
        try (Redrive redrive = dead.redrive()) {
            assertThat(planAndRun(redrive, PlanRequest.discard(dead.dlq, "tester", "obsolete"))
                            .moved())
                    .isEqualTo(10);
            assertThat(redrive.plan(everything()).matched()).isZero();
            assertThat(planAndRun(redrive, PlanRequest.restore(dead.dlq, "tester", "after all"))
                            .moved())
                    .isEqualTo(10);
            assertThat(planAndRun(redrive, everything()).moved()).isEqualTo(10);
            assertThat(dead.values(dead.retry)).hasSize(10);
        }
    }

    @Test
    void aTopicCreatedAgainIsNotHiddenByTheLedgerOfItsPredecessor() throws Exception {
        dead.fill(10);
        try (Redrive redrive = dead.redrive()) {
            planAndRun(redrive, everything());
            kafka.admin().deleteTopics(List.of(dead.dlq)).all().get();
            kafka.createTopic(dead.dlq, 2, Map.of());
            dead.fill(10);
            assertThat(redrive.plan(everything()).matched()).isEqualTo(10);
        }
    }

    @Test
    void readsPointersFromTheirSource() throws Exception {
        try (var producer = kafka.producer()) {
            for (int i = 0; i < 5; i++) {
                var record = new org.apache.kafka.clients.producer.ProducerRecord<>(
                        dead.source, 0, ("k" + i).getBytes(UTF_8), ("original " + i).getBytes(UTF_8));
                record.headers().add("tenant", "blue".getBytes(UTF_8));
                producer.send(record).get();
            }
        }
        for (int i = 0; i < 5; i++) dead.write(pointer(i));
        dead.write(pointer(99));
        kafka.admin()
                .deleteRecords(Map.of(new TopicPartition(dead.source, 0), RecordsToDelete.beforeOffset(1)))
                .all()
                .get();
        String target = kafka.topic("target", 1);
        try (Redrive redrive = dead.redrive()) {
            RedrivePlan plan = redrive.plan(everything().to(Target.topic(target)));
            assertThat(plan.census().byCause())
                    .containsOnly(Map.entry("original-expired", 1L), Map.entry("original-never-written", 1L));
            redrive.save(plan);
            assertThat(redrive.run(plan.id(), RunOptions.defaults()).moved()).isEqualTo(4);
            assertThat(dead.values(target))
                    .containsExactlyInAnyOrder("original 1", "original 2", "original 3", "original 4");
            assertThat(Dead.header(kafka.readAll(target).get(0), "tenant")).isEqualTo("blue");
        }
    }

    private Dead.Letter pointer(int offset) {
        Dead.Letter letter = dead.letter(0, offset, null, null)
                .with("__dlq.errors.topic", dead.source)
                .with("__dlq.errors.partition", "0")
                .with("__dlq.errors.offset", Integer.toString(offset))
                .with("__dlq.errors.group", "share");
        for (String ours : List.of(
                "trace",
                "holdfast-origin-topic",
                "holdfast-origin-partition",
                "holdfast-origin-offset",
                "holdfast-group",
                "holdfast-attempts",
                "holdfast-reason",
                "holdfast-error-class",
                "holdfast-error-message")) {
            letter.without(ours);
        }
        return letter;
    }

    @Test
    void readsMixedDialectsInOneTopic() {
        dead.write(
                dead.letter(0, 1, "k", "ours"),
                dead.letter(0, 2, "k", "springs")
                        .with("kafka_dlt-original-topic", dead.source)
                        .with(
                                "kafka_dlt-original-partition",
                                ByteBuffer.allocate(4).putInt(1).array())
                        .with(
                                "kafka_dlt-original-offset",
                                ByteBuffer.allocate(8).putLong(5).array()),
                dead.letter(0, 3, "k", "connects")
                        .with("__connect.errors.topic", dead.source)
                        .with("__connect.errors.partition", "1")
                        .with("__connect.errors.offset", "6"));
        try (Redrive redrive = dead.redrive()) {
            RedrivePlan plan = redrive.plan(everything().to(Target.source()));
            assertThat(plan.census().dialects())
                    .containsOnly(Map.entry("HOLDFAST", 1L), Map.entry("SPRING", 1L), Map.entry("CONNECT", 1L));
            redrive.save(plan);
            assertThat(redrive.run(plan.id(), RunOptions.defaults()).moved()).isEqualTo(3);
            assertThat(kafka.readAll(dead.source))
                    .filteredOn(record -> record.partition() == 1)
                    .hasSize(2);
        }
    }

    @Test
    void holdsItsRate() {
        dead.fill(60);
        try (Redrive redrive = dead.redrive()) {
            RedrivePlan plan = redrive.plan(everything());
            redrive.save(plan);
            long begin = System.nanoTime();
            redrive.run(plan.id(), RunOptions.defaults().rate(40));
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(8));
            assertThat(dead.values(dead.retry)).hasSize(60);
        }
    }
}
