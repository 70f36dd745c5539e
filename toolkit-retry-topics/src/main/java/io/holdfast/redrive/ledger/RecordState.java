package io.holdfast.redrive.ledger;

import java.util.Locale;
import java.util.Optional;

/** Where a dead letter stands. One without an entry in the ledger is {@link #NEW}. */
public enum RecordState {
    /** Nobody has dealt with it, or it has been restored. */
    NEW(0),
    /** Moved to a target; what became of it there is not known. */
    REDRIVEN(1),
    /** Redriven, and its consumer has said that it was handled. */
    RESOLVED(2),
    /** Redriven, and back as another dead letter; that one now stands for the message. */
    FAILED_AGAIN(3),
    /** Given up by an operator; can be restored. */
    DISCARDED(4),
    /** Redriven too often; moved to the parking topic. */
    PARKED(5);

    private static final RecordState[] ALL = values();

    private final int code;

    RecordState(int code) {
        this.code = code;
    }

    /** Its number in a {@link LedgerView}; four bits. */
    int code() {
        return code;
    }

    /** Whether somebody still has to do something about the dead letter. */
    public boolean unresolved() {
        return this == NEW;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Case, {@code -} and {@code _} do not matter. */
    public static Optional<RecordState> parse(String text) {
        String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
        for (RecordState state : ALL) {
            if (state.name().equals(name)) return Optional.of(state);
        }
        return Optional.empty();
    }

    static RecordState at(int code) {
        return ALL[code];
    }
}
