package io.holdfast.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What one worker has in its hands, readable by the loop at any time.
 *
 * <p>The worker writes the record before it looks at the partition's phase, and the loop writes the phase before it
 * looks here: a record is seen by one of them, so a drain misses none.
 *
 * <p>An interrupt for an overdue record never hits the next one: it is sent only between {@code SENDING} and
 * {@code SENT}, and {@link #end} waits for that to be over.
 */
final class InFlight {
    private static final int OUTSIDE = 0;
    private static final int IN_HANDLER = 1;
    private static final int SENDING = 2;
    private static final int SENT = 3;

    private static final VarHandle CALL;

    static {
        try {
            CALL = MethodHandles.lookup().findVarHandle(InFlight.class, "call", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile LaneRecord record;
    private volatile Set<AssignedPartition> batchOf = Set.of();
    private volatile int call;
    private long since;

    /** The handler is about to be called with a record. Worker only. */
    void begin(LaneRecord next, long nowNanos) {
        since = nowNanos;
        record = next;
        // Last: whoever finds a call in progress finds its record, not the one before.
        CALL.setRelease(this, IN_HANDLER);
    }

    /** A batch is about to be begun whose records belong to these. Worker only, before {@link #begin}. */
    void batchOf(Set<AssignedPartition> partitions) {
        batchOf = partitions;
    }

    /** The handler returned. Worker only. True when it was interrupted as overdue; the interrupt is cleared. */
    boolean end() {
        while (!CALL.compareAndSet(this, IN_HANDLER, OUTSIDE)) {
            if (call == OUTSIDE) return false;
            if (call == SENT) {
                call = OUTSIDE;
                Thread.interrupted();
                return true;
            }
            // Being sent, or found to be for another record and taken back.
            Thread.onSpinWait();
        }
        return false;
    }

    /** The turn is over and what came of it is reported. Worker only. */
    void clear() {
        record = null;
        if (!batchOf.isEmpty()) batchOf = Set.of();
    }

    /** The record being handled, or null. */
    LaneRecord record() {
        return record;
    }

    /** When handling began, if {@link #record} is the same before and after this call. */
    long since() {
        return since;
    }

    boolean isOn(TopicPartition topicPartition) {
        LaneRecord current = record;
        if (current != null && current.partition.topicPartition.equals(topicPartition)) return true;
        for (AssignedPartition partition : batchOf) if (partition.topicPartition.equals(topicPartition)) return true;
        return false;
    }

    /** Interrupts the thread if it still handles the record and was not interrupted for it before. */
    void interrupt(LaneRecord overdue, Thread thread) {
        if (record != overdue || !CALL.compareAndSet(this, IN_HANDLER, SENDING)) return;
        boolean still = record == overdue;
        if (still) thread.interrupt();
        call = still ? SENT : IN_HANDLER;
    }
}
