package io.holdfast.dedup;

/**
 * A store cannot answer: unreachable, missing, not permitted, wrongly made. The message says what, where and what to
 * do. Never the record's fault: the handler releases the record and counts no attempt.
 */
public final class DedupStoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DedupStoreException(String message) {
        super(message);
    }

    public DedupStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
