package io.holdfast.handler;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What became of one record. A handler returns one; for a handler that throws, the failure classifier decides.
 *
 * <p>Delays are relative because neither handlers nor the classifier read a clock: whoever carries the outcome out
 * turns a delay into an absolute due time.
 */
public sealed interface Outcome {

    /** For counting and choosing; one constant for each case of this interface. */
    enum Kind {
        DONE,
        DUPLICATE,
        RETRY,
        DEAD_LETTER,
        DROP,
        RELEASE,
        STOP;

        /** Whether the record needs nothing more than its offset being accounted for. */
        public boolean finished() {
            return this == DONE || this == DUPLICATE || this == DROP;
        }
    }

    Kind kind();

    /** The effect is durable. */
    record Done() implements Outcome {
        private static final Done INSTANCE = new Done();

        @Override
        public Kind kind() {
            return Kind.DONE;
        }
    }

    /** The effect was durable already; nothing was done again. */
    record Duplicate() implements Outcome {
        private static final Duplicate INSTANCE = new Duplicate();

        @Override
        public Kind kind() {
            return Kind.DUPLICATE;
        }
    }

    /** Failed; try again no sooner than {@code delay} from now, and count the attempt. */
    record Retry(Duration delay, Throwable cause) implements Outcome {
        public Retry {
            requireDelay(delay);
            requireNonNull(cause, "cause");
        }

        @Override
        public Kind kind() {
            return Kind.RETRY;
        }
    }

    /** Failed for good; the record goes to the dead-letter topic. */
    record DeadLetter(String reason, Throwable cause) implements Outcome {
        public DeadLetter {
            requireNonNull(reason, "reason");
            requireNonNull(cause, "cause");
        }

        @Override
        public Kind kind() {
            return Kind.DEAD_LETTER;
        }
    }

    /** Given up without a dead letter, on purpose; counted and logged. */
    record Drop(String reason) implements Outcome {
        public Drop {
            requireNonNull(reason, "reason");
        }

        @Override
        public Kind kind() {
            return Kind.DROP;
        }
    }

    /** Not tried, or not to be held against the record: try again after {@code delay}, the attempt not counted. */
    record Release(Duration delay, String reason) implements Outcome {
        public Release {
            requireDelay(delay);
            requireNonNull(reason, "reason");
        }

        @Override
        public Kind kind() {
            return Kind.RELEASE;
        }
    }

    /** Consumption of this partition must stop here until an operator or a restart says otherwise; nothing is skipped. */
    record Stop(String reason, Throwable cause) implements Outcome {
        public Stop {
            requireNonNull(reason, "reason");
            requireNonNull(cause, "cause");
        }

        @Override
        public Kind kind() {
            return Kind.STOP;
        }
    }

    static Outcome done() {
        return Done.INSTANCE;
    }

    static Outcome duplicate() {
        return Duplicate.INSTANCE;
    }

    static Outcome retryAfter(Duration delay, Throwable cause) {
        return new Retry(delay, cause);
    }

    static Outcome deadLetter(String reason, Throwable cause) {
        return new DeadLetter(reason, cause);
    }

    static Outcome drop(String reason) {
        return new Drop(reason);
    }

    static Outcome release(Duration delay, String reason) {
        return new Release(delay, reason);
    }

    static Outcome stop(String reason, Throwable cause) {
        return new Stop(reason, cause);
    }

    private static void requireDelay(Duration delay) {
        requireNonNull(delay, "delay");
        if (delay.isNegative()) throw new IllegalArgumentException("delay must not be negative, was " + delay);
    }
}
