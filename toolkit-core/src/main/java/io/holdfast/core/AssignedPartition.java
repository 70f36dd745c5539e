package io.holdfast.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;

/**
 * One topic-partition during one assignment. The object is the epoch: a partition that comes back gets a new one, and
 * a result that carries an old one is refused.
 *
 * <p>The loop owns everything here but what is marked otherwise.
 */
final class AssignedPartition {

    /** What workers may do with records of this epoch. It only ever moves on, except from STOPPED back to OPEN. */
    enum Phase {
        /** Hand out. */
        OPEN,
        /** A record could not be finished or forwarded: hand nothing out, keep everything, wait for the operator. */
        STOPPED,
        /** The partition is being given up: start nothing, let what runs end. */
        DRAINING,
        /** Given up: results are refused. */
        CLOSED
    }

    final TopicPartition topicPartition;

    /** Null until the first offset is known. */
    OffsetLedger ledger;

    /** Payload bytes of the records accepted and not accounted for. */
    long bytes;

    /** What the consumer was told last. */
    boolean paused;

    boolean pausedByOperator;

    /** The position was moved back in this round, so what the round's poll brought is not from there. */
    boolean soughtBack;

    /** {@link OffsetLedger#changes()} as of the last acknowledged commit. */
    long committedChanges = -1;

    /** Nanotime of the last acknowledged commit. */
    long committedAt;

    /** Why the phase is STOPPED; null otherwise. */
    String stopReason;

    /** Lanes that wait for a stopped partition to be resumed. */
    final List<Lane> halted = new ArrayList<>();

    /** Lanes whose first record has failed and is not through. */
    final Set<Lane> failing = new HashSet<>();

    /** Of the record received last; committed with the offset, for {@link #isRewritten} after a restart. */
    Optional<Integer> leaderEpoch = Optional.empty();

    /** Leader epoch that the restored commit was made in. */
    private int restoredEpoch = Integer.MAX_VALUE;

    /** Records whose forward is on its way. Any thread. */
    final AtomicInteger forwarding;

    /** Written by the loop, read by workers before every record. */
    private volatile Phase phase = Phase.OPEN;

    AssignedPartition(TopicPartition topicPartition) {
        this.topicPartition = topicPartition;
        this.forwarding = new AtomicInteger();
    }

    /** A new epoch within the same assignment: what is on its way belongs to both. */
    AssignedPartition(AssignedPartition before) {
        this.topicPartition = before.topicPartition;
        this.forwarding = before.forwarding;
        this.paused = before.paused;
        this.pausedByOperator = before.pausedByOperator;
    }

    Phase phase() {
        return phase;
    }

    void enter(Phase next) {
        phase = next;
    }

    boolean closed() {
        return phase == Phase.CLOSED;
    }

    /** What a commit of an earlier epoch says of this partition. */
    void restore(OffsetLedger restored, Optional<Integer> epoch) {
        ledger = restored;
        leaderEpoch = epoch;
        restoredEpoch = epoch.orElse(Integer.MAX_VALUE);
        committedChanges = restored.changes();
    }

    /**
     * Whether a record stands at an offset that the restored commit speaks of, but was written after it: the log was
     * truncated and filled again (an unclean leader election).
     */
    boolean isRewritten(Optional<Integer> epochOfRecord) {
        return epochOfRecord.isPresent() && epochOfRecord.get() > restoredEpoch;
    }

    int pending() {
        return ledger == null ? 0 : ledger.pending();
    }

    /** Records in lanes behind one that has failed. */
    int failingRecords() {
        int count = 0;
        for (Lane lane : failing) count += lane.unaccounted;
        return count;
    }

    boolean full(Limits limits) {
        if (ledger == null) return false;
        int pending = ledger.pending();
        int failingRecords = failing.isEmpty() ? 0 : failingRecords();
        return limits.full(paused, pending, failingRecords, bytes, ledger.window());
    }
}
