package io.holdfast.core;

/** What the loop is told by other threads. Everything that changes the loop's state arrives so. */
sealed interface Mail {

    /**
     * A run of records of one lane is through.
     *
     * @param first the first of {@code count} linked records
     * @param handled false for records that were taken off without being handled, because their partition is gone
     */
    record Turn(Lane lane, LaneRecord first, int count, boolean handled) implements Mail {}

    /** The lane's first record must wait until {@code dueNanos}; the lane is the loop's until then. */
    record Hold(Lane lane, LaneRecord record, long dueNanos) implements Mail {}

    /** The lane's first record cannot go on; its partition stops, and the lane is the loop's. */
    record Halt(Lane lane, LaneRecord record, String reason) implements Mail {}

    /** An operator's wish, run on the loop thread. */
    record Command(Runnable action) implements Mail {}
}
