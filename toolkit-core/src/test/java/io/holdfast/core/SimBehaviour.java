package io.holdfast.core;

import io.holdfast.failure.FailureClassifier;
import io.holdfast.handler.Outcome;
import java.time.Duration;

/** What a simulated handler does when it is called, and what the engine must make of it. */
enum SimBehaviour {
    DONE,
    DUPLICATE,
    THROW_TRANSIENT,
    THROW_PERMANENT,
    THROW_DROPPED,
    THROW_BUSY,
    THROW_FATAL,
    RETURN_RETRY,
    RETURN_DEAD_LETTER,
    RETURN_DROP,
    RETURN_RELEASE,
    RETURN_NULL,
    /** It was interrupted, and obeys. */
    OBEY_INTERRUPT;

    private static final Duration RETRY_DELAY = Duration.ofMillis(5);
    private static final Duration RELEASE_DELAY = Duration.ofMillis(3);
    private static final Duration BUSY_DELAY = Duration.ofMillis(9);
    private static final Failure TRANSIENT = new Failure();
    private static final Dropped DROPPED = new Dropped();
    private static final Busy BUSY = new Busy();
    private static final Fatal FATAL = new Fatal();
    private static final IllegalArgumentException PERMANENT = new IllegalArgumentException("permanent");
    private static final InterruptedException INTERRUPTED = new InterruptedException();

    /** The real classifier, with a curve that has no jitter so that a seed replays. */
    static FailureClassifier classifier(int maxAttempts) {
        return FailureClassifier.builder()
                .maxAttempts(maxAttempts)
                .backoff(SimBehaviour::backoff)
                .drop(Dropped.class)
                .release(Busy.class, BUSY_DELAY)
                .stop(Fatal.class)
                .build();
    }

    Outcome act() throws Exception {
        switch (this) {
            case DONE:
                return Outcome.done();
            case DUPLICATE:
                return Outcome.duplicate();
            case THROW_TRANSIENT:
                throw TRANSIENT;
            case THROW_PERMANENT:
                throw PERMANENT;
            case THROW_DROPPED:
                throw DROPPED;
            case THROW_BUSY:
                throw BUSY;
            case THROW_FATAL:
                throw FATAL;
            case RETURN_RETRY:
                return Outcome.retryAfter(RETRY_DELAY, TRANSIENT);
            case RETURN_DEAD_LETTER:
                return Outcome.deadLetter("given up", TRANSIENT);
            case RETURN_DROP:
                return Outcome.drop("given up");
            case RETURN_RELEASE:
                return Outcome.release(RELEASE_DELAY, "not now");
            case OBEY_INTERRUPT:
                throw INTERRUPTED;
            default:
                return null;
        }
    }

    /** What contract and classifier make of it: worked out here anew, not asked from the engine. */
    Expected expected(int attempt, int maxAttempts, boolean overdue) {
        Expected plain = expected(attempt, maxAttempts);
        boolean reclassified = overdue && (plain.kind == Outcome.Kind.RETRY || plain.kind == Outcome.Kind.RELEASE);
        return reclassified ? THROW_TRANSIENT.expected(attempt, maxAttempts) : plain;
    }

    private Expected expected(int attempt, int maxAttempts) {
        return switch (this) {
            case DONE -> new Expected(Outcome.Kind.DONE, Duration.ZERO);
            case DUPLICATE -> new Expected(Outcome.Kind.DUPLICATE, Duration.ZERO);
            case THROW_TRANSIENT ->
                attempt < maxAttempts
                        ? new Expected(Outcome.Kind.RETRY, backoff(attempt))
                        : new Expected(Outcome.Kind.DEAD_LETTER, Duration.ZERO);
            case RETURN_RETRY -> new Expected(Outcome.Kind.RETRY, RETRY_DELAY);
            case THROW_PERMANENT, RETURN_DEAD_LETTER, RETURN_NULL ->
                new Expected(Outcome.Kind.DEAD_LETTER, Duration.ZERO);
            case THROW_DROPPED, RETURN_DROP -> new Expected(Outcome.Kind.DROP, Duration.ZERO);
            case THROW_BUSY -> new Expected(Outcome.Kind.RELEASE, BUSY_DELAY);
            case RETURN_RELEASE -> new Expected(Outcome.Kind.RELEASE, RELEASE_DELAY);
            case OBEY_INTERRUPT -> new Expected(Outcome.Kind.RELEASE, Duration.ZERO);
            case THROW_FATAL -> new Expected(Outcome.Kind.STOP, Duration.ZERO);
        };
    }

    private static Duration backoff(int attempt) {
        return Duration.ofMillis(7L * attempt);
    }

    /** @param delay the least time before the next try */
    record Expected(Outcome.Kind kind, Duration delay) {}

    /** Without stack traces, which cost more than all the rest of a schedule. */
    private static class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure() {
            super("simulated", null, false, false);
        }
    }

    private static final class Dropped extends Failure {
        private static final long serialVersionUID = 1L;
    }

    private static final class Busy extends Failure {
        private static final long serialVersionUID = 1L;
    }

    private static final class Fatal extends Failure {
        private static final long serialVersionUID = 1L;
    }
}
