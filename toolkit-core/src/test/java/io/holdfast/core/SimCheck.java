package io.holdfast.core;

/** What is checked in a simulated run. A check that never ran over a whole run of schedules fails that run. */
enum SimCheck {
    /** Contract 1: every record of the log ends with an effect, a dead letter or a drop. */
    NOTHING_LOST,
    /** Contract 1: whatever is below a committed offset has truly ended. */
    COMMIT_NOT_ABOVE_FRONTIER,
    /** Contract 1: whatever commit metadata calls finished has truly ended. */
    METADATA_CLAIMS_NOTHING_UNFINISHED,
    /** Contract 2: within an epoch a key never goes back, and never goes on before its record has ended. */
    ORDER_WITHIN_EPOCH,
    /** Contract 2: a record starts only when every earlier one of its key has ended, whoever did it. */
    ORDER_ACROSS_EPOCHS,
    /** Contract 2: no two records of a key at once in one member, whatever their epochs. */
    ONE_OF_A_KEY_AT_A_TIME,
    /** Contract 2: two members overlap only when the first was lost, fenced or did not end within its drain bound. */
    OVERLAP_ONLY_PAST_A_BOUND,
    /** No record of a partition starts once it is given up, nor of an epoch that is over. */
    NO_START_AFTER_GIVING_UP,
    /** A drain that says it is through left nothing in a handler and nothing on its way. */
    DRAIN_LEAVES_NOTHING,
    /** Contract 4: records, bytes and window of a partition within the bound and one poll. */
    BOUNDED,
    /** Contract 4: what is full, stopped or paused by the operator is fetched no more. */
    FULL_IS_PAUSED,
    /** Contract 4: what is not, is fetched. */
    OTHERS_ARE_NOT_PAUSED,
    /** Contract 5: the attempt a handler is told is one more than the counted failures. */
    ATTEMPTS_COUNT_FAILURES,
    /** No retry before its delay is over. */
    NOT_TOO_EARLY,
    /** What a route gets is the record as it was read. */
    FORWARD_AS_READ,
    /** The engine itself never throws. */
    ENGINE_NEVER_THROWS,
    /** Once nothing goes wrong any more, everything ends within a bounded number of steps. */
    ENDS_AFTER_HEALING,
    /** And is committed. */
    COMMITTED_TO_THE_END,
    /** No counter, lane or hold is left over when everything has ended. */
    NOTHING_LEFT_OVER
}
