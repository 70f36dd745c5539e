package io.holdfast.redrive.plan;

import io.holdfast.redrive.ledger.RecordState;
import java.util.Set;

/** What a task does with the dead letters it selects. */
public enum Action {
    /** Moves them to their targets. */
    REDRIVE(RecordState.REDRIVEN),
    /** Gives them up; nothing is deleted, and {@link #RESTORE} undoes it. */
    DISCARD(RecordState.DISCARDED),
    /** Takes discarded or parked ones back into the unresolved. */
    RESTORE(RecordState.NEW);

    private final RecordState result;

    Action(RecordState result) {
        this.result = result;
    }

    /** The state that the ledger has afterwards. */
    public RecordState result() {
        return result;
    }

    /** The states it looks at unless the selection names others. */
    public Set<RecordState> eligible() {
        return this == RESTORE ? Set.of(RecordState.DISCARDED, RecordState.PARKED) : Set.of(RecordState.NEW);
    }
}
