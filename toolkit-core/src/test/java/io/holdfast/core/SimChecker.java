package io.holdfast.core;

import io.holdfast.failure.FailedRecord;
import io.holdfast.handler.Delivery;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.NavigableMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The contracts, checked against what has truly become of every record. Knows nothing that the engine says but its phase and sizes. */
final class SimChecker {
    private final SimWorld world;
    private final Map<AssignedPartition, Map<Object, KeyInEpoch>> epochs = new IdentityHashMap<>();

    SimChecker(SimWorld world) {
        this.world = world;
    }

    /** A handler is about to get a record. */
    void began(SimMember member, SimWorkers.Call call) {
        SimRecord sim = call.sim;
        AssignedPartition epoch = call.record.partition;
        world.report.handled++;
        if (world.isTraced()) world.say(member + " starts " + sim + " attempt " + call.attempt);
        boolean current = member.epoch(sim.topicPartition).orElse(null) == epoch;
        check(
                SimCheck.NO_START_AFTER_GIVING_UP,
                current && !member.consumer().isLeaving(sim.topicPartition) && !member.isClosing(),
                () -> member + " starts " + sim + " of an epoch that is over");
        check(
                SimCheck.NOT_TOO_EARLY,
                world.clock.nanos() >= member.tries().notBefore(call.record),
                () -> member + " tries " + sim + " before its delay is over");
        Object key = laneOf(sim);
        if (key == null) return;
        for (SimWorkers.Call other : member.workers().calls()) {
            check(
                    SimCheck.ONE_OF_A_KEY_AT_A_TIME,
                    other == call || !sameLane(sim, other.sim),
                    () -> member + " starts " + sim + " while " + other.sim + " is in a handler");
        }
        for (SimMember elsewhere : world.members()) {
            if (elsewhere == member || !elsewhere.isThere()) continue;
            for (SimWorkers.Call other : elsewhere.workers().calls()) overlap(member, call, elsewhere, other);
        }
        KeyInEpoch inEpoch =
                epochs.computeIfAbsent(epoch, any -> new HashMap<>()).computeIfAbsent(key, any -> new KeyInEpoch());
        check(
                SimCheck.ORDER_WITHIN_EPOCH,
                sim.offset == inEpoch.last || (sim.offset > inEpoch.last && inEpoch.ended),
                () -> member + " starts " + sim + " after " + inEpoch);
        if (sim.offset != inEpoch.last) inEpoch.ended = false;
        inEpoch.last = sim.offset;
        if (!sim.isLive()) return;
        for (SimRecord earlier : world.log(sim.topicPartition).live()) {
            if (earlier.offset >= sim.offset) break;
            check(
                    SimCheck.ORDER_ACROSS_EPOCHS,
                    !sameLane(sim, earlier) || !earlier.isDue(),
                    () -> member + " starts " + sim + " before " + earlier + " has ended");
        }
    }

    private void overlap(SimMember member, SimWorkers.Call call, SimMember elsewhere, SimWorkers.Call other) {
        if (!sameLane(call.sim, other.sim)) return;
        TopicPartition topicPartition = call.sim.topicPartition;
        world.count(SimFault.OVERLAP_OF_MEMBERS);
        boolean mine = world.group.isOwner(member, topicPartition);
        AssignedPartition here = call.record.partition;
        AssignedPartition there = other.record.partition;
        check(
                SimCheck.OVERLAP_ONLY_PAST_A_BOUND,
                world.isPastBound(here) || world.isPastBound(there) || !mine || elsewhere.wasForgotten(),
                () -> member + " starts " + call.sim + " while " + elsewhere + " has " + other.sim);
    }

    /** It has its effect, is dropped, or its dead letter is in its topic. */
    void ended(SimMember member, SimWorkers.Call call) {
        call.sim.ended = true;
        if (world.isTraced()) world.say(member + " ended " + call.sim);
        Object key = laneOf(call.sim);
        if (key != null) {
            KeyInEpoch inEpoch = epochs.get(call.record.partition).get(key);
            if (inEpoch.last == call.sim.offset) inEpoch.ended = true;
        }
        world.sabotage.ended(member, call);
    }

    void attempt(SimWorkers.Call call, Delivery<byte[], byte[]> delivery) {
        check(
                SimCheck.ATTEMPTS_COUNT_FAILURES,
                delivery.attempt() == call.attempt,
                () -> call.sim + " is told attempt " + delivery.attempt() + ", counted " + call.attempt);
    }

    void forwarded(SimWorkers.Call call, FailedRecord failed) {
        check(
                SimCheck.FORWARD_AS_READ,
                failed.record() instanceof SimRecord.Read read
                        && read.of == call.sim
                        && failed.attempt() == call.attempt
                        && failed.origin().offset() == call.sim.offset,
                () -> failed + " is forwarded for " + call.sim);
    }

    /** A commit is sent; what it says is held against the generations of the log that the sender knows. */
    void commit(SimLog log, OffsetAndMetadata offset, SimConsumer.Fetch by) {
        CommitMetadata.Decoded decoded = CommitMetadata.decode(offset.metadata(), offset.offset());
        if (world.isTraced())
            world.say("commit of " + log.topicPartition + " " + offset.offset() + " " + decoded + " by generation "
                    + by.known + " " + by.claims());
        NavigableMap<Long, Integer> claims = by.claims();
        for (SimRecord sim : log.ever) {
            if (sim.excluded) continue;
            if (sim.offset < offset.offset()) {
                if (!sim.wasThere(by.known)) continue;
                check(
                        SimCheck.COMMIT_NOT_ABOVE_FRONTIER,
                        sim.ended,
                        () -> offset.offset() + " is committed, but " + sim + " has not ended");
            } else if (decoded instanceof CommitMetadata.Finished above && above.isFinished(sim.offset)) {
                if (!sim.wasThere(claims.floorEntry(sim.offset).getValue())) continue;
                check(
                        SimCheck.METADATA_CLAIMS_NOTHING_UNFINISHED,
                        sim.ended,
                        () -> "metadata of " + offset.offset() + " calls " + sim + " finished");
            }
        }
    }

    /** Before every fetch. */
    void paused(SimMember member, TopicPartition topicPartition, boolean paused) {
        AssignedPartition epoch = member.epoch(topicPartition).orElse(null);
        if (epoch == null) return;
        boolean asked = member.isClosing() || epoch.pausedByOperator || epoch.phase() != AssignedPartition.Phase.OPEN;
        if (paused) {
            check(
                    SimCheck.OTHERS_ARE_NOT_PAUSED,
                    asked || over(epoch, 2),
                    () -> member + " has paused " + topicPartition + " without need");
        } else {
            check(
                    SimCheck.FULL_IS_PAUSED,
                    !asked && !over(epoch, 1),
                    () -> member + " has not paused " + topicPartition + ", which is " + epoch.phase() + " with "
                            + epoch.pending() + " pending");
        }
    }

    private boolean over(AssignedPartition epoch, int part) {
        if (epoch.ledger == null) return false;
        Limits limits = world.options.limits();
        int failing = epoch.failingRecords();
        return epoch.pending() - failing >= limits.records() / part
                || failing >= limits.failingRecords() / part
                || epoch.bytes >= limits.bytes() / part
                || epoch.ledger.window() >= limits.window() / part;
    }

    /** After every round of a loop. */
    void bounded(SimMember member) {
        Limits limits = world.options.limits();
        int poll = world.options.maxPoll();
        for (AssignedPartition epoch : member.loop().assignment().all()) {
            check(
                    SimCheck.BOUNDED,
                    epoch.pending() <= limits.records() + limits.failingRecords() + poll
                            && epoch.bytes <= limits.bytes() + (long) poll * SimWorld.MOST_BYTES,
                    () -> member + " holds " + epoch.pending() + " records, " + epoch.bytes + " bytes of "
                            + epoch.topicPartition);
        }
    }

    void drained(SimMember member, TopicPartition topicPartition, boolean running) {
        check(
                SimCheck.DRAIN_LEAVES_NOTHING,
                !running,
                () -> member + " has given up " + topicPartition + ", within the drain bound, with a handler running");
    }

    SimViolation threw(SimMember member, RuntimeException failure) {
        return new SimViolation(SimCheck.ENGINE_NEVER_THROWS, member + " threw " + failure, failure);
    }

    void check(SimCheck check, boolean holds, Said what) {
        world.report.count(check);
        if (!holds) throw new SimViolation(check, what.text(), null);
    }

    /** Null when the record waits for no other. */
    private Object laneOf(SimRecord sim) {
        return switch (world.options.ordering()) {
            case PARTITION -> sim.topicPartition;
            case KEY -> sim.key == null ? null : sim.key[0];
            case NONE -> null;
        };
    }

    private boolean sameLane(SimRecord one, SimRecord other) {
        Object lane = laneOf(one);
        return lane != null && one.topicPartition.equals(other.topicPartition) && lane.equals(laneOf(other));
    }

    /** Put together only when it is needed. */
    @FunctionalInterface
    interface Said {
        String text();
    }

    private static final class KeyInEpoch {
        private long last = -1;
        private boolean ended = true;

        @Override
        public String toString() {
            return last + (ended ? ", which has ended" : ", which has not ended");
        }
    }
}
