package io.holdfast.redrive;

import java.util.Map;

/**
 * How far a task has come. Counts include what earlier runs of the task have done.
 *
 * @param planned records that the plan promised
 * @param moved brought to a target, or into their new state
 * @param parked brought to the parking topic
 * @param refused selected, and refused by a target or no longer to be built
 * @param expired offsets that retention had deleted before they were read
 * @param changed records that the plan promised and whose state somebody else has changed since
 * @param targetEnds for each target partition ({@code topic-partition}) the offset after the last record moved there
 * @param note one sentence for the operator, or empty
 * @param at epoch milliseconds
 */
public record Progress(
        TaskStatus status,
        long planned,
        long moved,
        long parked,
        long refused,
        long expired,
        long changed,
        Map<String, Long> targetEnds,
        String note,
        long at) {

    public Progress {
        targetEnds = Map.copyOf(targetEnds);
    }

    /** Records dealt with in one way or another. */
    public long done() {
        return moved + parked + refused;
    }

    /** Promised records of which nothing is known yet, or that were never found. */
    public long missing() {
        return Math.max(0, planned - done());
    }
}
