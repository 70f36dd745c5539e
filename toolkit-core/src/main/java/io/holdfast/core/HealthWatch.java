package io.holdfast.core;

import io.holdfast.core.ConsumerHealth.Stalled;
import io.holdfast.core.ConsumerHealth.State;
import io.holdfast.core.ConsumerHealth.Stopped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Takes the health view. The loop looks; anybody reads the last snapshot. */
final class HealthWatch {
    /** Weight of the last second in the rate that {@code secondsToDrain} goes by. */
    private static final double LATEST = 0.3;

    private final Function<TopicPartition, OptionalLong> lag;
    private final Duration deadline;
    private final InstantSource wallClock;
    private volatile ConsumerHealth last;

    private volatile Optional<String> problem = Optional.empty();
    private volatile State state = State.NEW;
    private long rateSince;
    private long throughThen;
    private double rate;

    /** @param lag records between the position and the end of a partition, if known */
    HealthWatch(
            EngineMeters meters,
            Function<TopicPartition, OptionalLong> lag,
            Duration deadline,
            InstantSource wallClock) {
        this.lag = lag;
        this.deadline = deadline;
        this.wallClock = wallClock;
        this.last = ConsumerHealth.fresh(wallClock.instant());
        meters.observe(this::last);
    }

    ConsumerHealth last() {
        return last;
    }

    void enter(State next) {
        state = next;
        last = last.in(next, wallClock.instant(), problem);
    }

    /** Why polling fails, or null once it works again. Loop only. */
    void problem(String why) {
        problem = Optional.ofNullable(why);
        last = last.in(state, wallClock.instant(), problem);
    }

    boolean hasProblem() {
        return problem.isPresent();
    }

    void look(Collection<AssignedPartition> partitions, KeyLanes lanes, Workers workers, long now) {
        InFlightView running = new InFlightView(now);
        workers.forEachInFlight(running::add);
        int paused = 0;
        long pending = 0;
        long above = 0;
        long behind = 0;
        long through = 0;
        List<Stopped> stopped = new ArrayList<>();
        for (AssignedPartition partition : partitions) {
            if (partition.paused) paused++;
            if (partition.stopReason != null) stopped.add(new Stopped(partition.topicPartition, partition.stopReason));
            pending += partition.pending();
            if (partition.ledger != null) {
                int finishedAbove = partition.ledger.finishedAbove();
                above += finishedAbove;
                through += partition.ledger.frontier() + finishedAbove;
            }
            behind += lag.apply(partition.topicPartition).orElse(0);
        }
        last = new ConsumerHealth(
                wallClock.instant(),
                state,
                partitions.size(),
                paused,
                running.count,
                Duration.ofNanos(running.oldest),
                pending,
                above,
                lanes.count(),
                secondsToDrain(pending + behind, through, now),
                running.stalled,
                stopped,
                problem);
    }

    /** @param through offsets that are through, over all partitions; a rebalance makes it jump, which is no progress */
    private double secondsToDrain(long backlog, long through, long now) {
        long elapsed = now - rateSince;
        if (rateSince == 0 || elapsed >= TimeUnit.SECONDS.toNanos(1)) {
            long progress = through - throughThen;
            if (rateSince != 0 && progress >= 0) {
                double latest = progress * (double) TimeUnit.SECONDS.toNanos(1) / elapsed;
                rate = rate == 0 ? latest : rate + LATEST * (latest - rate);
            }
            rateSince = now;
            throughThen = through;
        }
        if (backlog == 0) return 0;
        return rate > 0 ? backlog / rate : Double.NaN;
    }

    /** What the workers have in their hands at one look. */
    private final class InFlightView {
        private final long now;
        private final List<Stalled> stalled = new ArrayList<>();
        private int count;
        private long oldest;

        InFlightView(long now) {
            this.now = now;
        }

        void add(LaneRecord record, long since) {
            count++;
            long age = Math.max(0, now - since);
            oldest = Math.max(oldest, age);
            if (deadline.isZero() || age <= deadline.toNanos()) return;
            stalled.add(new Stalled(
                    record.partition.topicPartition, record.offset, keyHash(record.record()), Duration.ofNanos(age)));
        }

        private String keyHash(ConsumerRecord<byte[], byte[]> record) {
            if (record == null || record.key() == null) return "";
            CRC32C hash = new CRC32C();
            hash.update(record.key());
            return Long.toHexString(hash.getValue());
        }
    }
}
