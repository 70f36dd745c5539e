package io.holdfast.redrive;

/** Where a task stands. */
public enum TaskStatus {
    PLANNED,
    RUNNING,
    PAUSED,
    /** Stopped by an operator; what was moved stays moved, and {@code run} goes on from there. */
    CANCELLED,
    /** Stopped by an error; {@code run} goes on from there. */
    FAILED,
    /** Stopped by the guard of a ramp. */
    ABORTED,
    /** Another runner has taken the task over; it goes on there. */
    FENCED,
    COMPLETED,
    /** Everything was tried, and some records could not be moved or were gone. */
    COMPLETED_WITH_FAILURES;

    /** Whether nothing is left to be run. */
    public boolean finished() {
        return this == COMPLETED || this == COMPLETED_WITH_FAILURES;
    }
}
