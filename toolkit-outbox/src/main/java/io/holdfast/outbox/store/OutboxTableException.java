package io.holdfast.outbox.store;

/** The table is not as the relay needs it. The message says what is wrong and which command or statement mends it. */
public final class OutboxTableException extends RuntimeException {
    public OutboxTableException(String message) {
        super(message);
    }

    public OutboxTableException(String message, Throwable cause) {
        super(message, cause);
    }
}
