package io.holdfast.failure;

import java.time.Duration;

/** A handler was still running when its deadline passed and gave up when it was interrupted. */
public final class DeadlineExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DeadlineExceededException(Duration deadline, Throwable cause) {
        super("the handler did not return within its deadline of " + deadline, cause);
    }
}
