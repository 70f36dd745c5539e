package io.holdfast.outbox.store;

import static java.util.Objects.requireNonNull;

/**
 * A row to be taken out of the outbox into the parked table.
 *
 * @param state what it becomes there
 * @param reason one line for the operator; never the payload
 */
public record Move(long seq, State state, String reason) {

    /** Longest reason kept. */
    public static final int MAX_REASON = 1000;

    public Move {
        requireNonNull(state, "state");
        requireNonNull(reason, "reason");
        if (reason.length() > MAX_REASON) reason = reason.substring(0, MAX_REASON);
    }

    /** Why a row lies in the parked table. */
    public enum State {
        /** Kafka will not take it; its key waits. */
        REJECTED("rejected"),
        /** It follows a rejected row of its key. */
        BEHIND("behind"),
        /** Given up; its key goes on. */
        DEAD("dead");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** As it stands in the table. */
        public String word() {
            return word;
        }
    }
}
