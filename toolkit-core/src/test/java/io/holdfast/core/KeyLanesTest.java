package io.holdfast.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyLanesTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private final AssignedPartition partition = new AssignedPartition(ORDERS);

    /** Random schedules of add, publish, take, finish and hold, beside plain queues that say what may come next. */
    @ParameterizedTest
    @EnumSource
    void whateverTheSchedule_aKeyIsWithOneOwner_inOrder_andNothingIsForgotten(Ordering ordering) {
        for (long seed = 0; seed < 2_000; seed++) {
            try {
                new Schedule(ordering, new Random(seed)).run();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }

    /** One run of the property: lanes beside a model. */
    private final class Schedule {
        private final Random random;
        private final Ordering ordering;
        private final KeyLanes lanes;
        private final Map<String, Deque<Long>> expected = new HashMap<>();
        private final Set<String> owned = new HashSet<>();
        private final List<Lane> taken = new ArrayList<>();
        private final List<Lane> held = new ArrayList<>();
        private long nextOffset;
        private long through;

        Schedule(Ordering ordering, Random random) {
            this.ordering = ordering;
            this.random = random;
            this.lanes = new KeyLanes(ordering);
        }

        void run() {
            for (int step = 0; step < 200; step++) step();
            while (through < nextOffset) {
                lanes.publish();
                while (!held.isEmpty()) lanes.requeue(held.remove(0));
                while (!taken.isEmpty()) finish(taken.remove(0));
                take();
            }
            assertThat(expected.values()).allMatch(Deque::isEmpty);
            assertThat(lanes.next()).isNull();
            lanes.forgetIdle(ORDERS);
            assertThat(lanes.count()).isZero();
        }

        private void step() {
            switch (random.nextInt(6)) {
                case 0, 1 -> add();
                case 2 -> lanes.publish();
                case 3 -> take();
                case 4 -> {
                    if (!taken.isEmpty()) finish(taken.remove(random.nextInt(taken.size())));
                }
                default -> {
                    if (!held.isEmpty()) lanes.requeue(held.remove(random.nextInt(held.size())));
                }
            }
        }

        private void add() {
            String key = random.nextInt(5) == 0 ? null : "k" + random.nextInt(4);
            LaneRecord record = record(partition, key, nextOffset);
            expected.computeIfAbsent(orderKey(record), absent -> new ArrayDeque<>())
                    .add(nextOffset);
            lanes.add(record);
            nextOffset++;
        }

        private void take() {
            Lane lane = lanes.next();
            if (lane == null) return;
            assertThat(owned.add(orderKey(lane.first()))).as("one owner").isTrue();
            taken.add(lane);
        }

        private void finish(Lane lane) {
            int most = 1 + random.nextInt(3);
            int count = 0;
            String key = orderKey(lane.first());
            for (LaneRecord record = lane.first(); record != null && count < most; record = lane.first()) {
                if (random.nextInt(10) == 0) break;
                assertThat(expected.get(orderKey(record)).poll()).as("order").isEqualTo(record.offset);
                lane.take();
                count++;
            }
            through += count;
            lanes.account(lane, ORDERS, count, true);
            owned.remove(key);
            if (lane.first() != null && random.nextInt(4) == 0) {
                lane.hold();
                owned.add(key);
                held.add(lane);
                owned.remove(key);
            } else lanes.requeue(lane);
        }

        private String orderKey(LaneRecord record) {
            byte[] key = record.record().key();
            return switch (ordering) {
                case PARTITION -> "all";
                case NONE -> "offset " + record.offset;
                case KEY -> key == null ? "offset " + record.offset : new String(key, UTF_8);
            };
        }
    }

    @Test
    void keysAreComparedByContent_andTheEmptyKeyIsAKey() {
        KeyLanes lanes = new KeyLanes(Ordering.KEY);
        lanes.add(record(partition, "same", 0));
        lanes.add(record(partition, "same", 1));
        lanes.add(record(partition, "", 2));
        lanes.add(record(partition, "", 3));
        assertThat(lanes.publish()).isEqualTo(2);
    }

    @Test
    void oneKeyInTwoPartitions_isTwoLanes() {
        KeyLanes lanes = new KeyLanes(Ordering.KEY);
        lanes.add(record(partition, "k", 0));
        lanes.add(record(new AssignedPartition(new TopicPartition("orders", 1)), "k", 0));
        assertThat(lanes.publish()).isEqualTo(2);
    }

    @Test
    void aNewEpochsRecords_waitBehindAnOwnerOfTheOldOne() {
        KeyLanes lanes = new KeyLanes(Ordering.KEY);
        lanes.add(record(partition, "k", 0));
        lanes.publish();
        Lane running = lanes.next();
        lanes.forgetIdle(ORDERS);
        AssignedPartition returned = new AssignedPartition(ORDERS);
        lanes.add(record(returned, "k", 0));
        assertThat(lanes.publish()).as("the old owner still has the key").isZero();
        running.take();
        assertThat(lanes.requeue(running)).isTrue();
        assertThat(lanes.next().first().partition).isSameAs(returned);
    }

    @Test
    void lanesOfAMillionKeys_areForgottenAsTheyEmpty() {
        KeyLanes lanes = new KeyLanes(Ordering.KEY);
        for (int i = 0; i < 1_000_000; i++) {
            lanes.add(record(partition, "key " + i, i));
            lanes.publish();
            Lane lane = lanes.next();
            lane.take();
            lanes.account(lane, ORDERS, 1, true);
            lanes.requeue(lane);
        }
        assertThat(lanes.count()).isLessThanOrEqualTo(2_048);
    }

    @Test
    void appendAndLeave_raceWithoutLosingARecord() throws Exception {
        KeyLanes lanes = new KeyLanes(Ordering.KEY);
        int records = 200_000;
        int keys = 3;
        AtomicLongArray last = new AtomicLongArray(keys);
        AtomicInteger handled = new AtomicInteger();
        AtomicInteger inversions = new AtomicInteger();
        List<Thread> workers = new ArrayList<>();
        for (int w = 0; w < 3; w++) {
            Thread worker = new Thread(() -> {
                while (handled.get() < records) {
                    Lane lane = lanes.next();
                    if (lane == null) {
                        Thread.onSpinWait();
                        continue;
                    }
                    for (LaneRecord record = lane.first(); record != null; record = lane.first()) {
                        int key = record.record().key()[1] - '0';
                        if (last.getAndSet(key, record.offset + 1) > record.offset) inversions.incrementAndGet();
                        lane.take();
                        handled.incrementAndGet();
                    }
                    lanes.requeue(lane);
                }
            });
            worker.start();
            workers.add(worker);
        }
        for (int i = 0; i < records; i++) {
            lanes.add(record(partition, "k" + i % keys, i));
            if (i % 5 == 0) lanes.publish();
        }
        lanes.publish();
        for (Thread worker : workers) worker.join(30_000);
        assertThat(handled.get()).isEqualTo(records);
        assertThat(inversions.get()).isZero();
    }

    private static LaneRecord record(AssignedPartition partition, String key, long offset) {
        byte[] bytes = key == null ? null : key.getBytes(UTF_8);
        TopicPartition place = partition.topicPartition;
        return new LaneRecord(
                partition, new ConsumerRecord<>(place.topic(), place.partition(), offset, bytes, new byte[0]));
    }
}
