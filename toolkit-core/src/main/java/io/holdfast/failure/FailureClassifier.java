package io.holdfast.failure;

import static java.util.Objects.requireNonNull;

import io.holdfast.handler.Outcome;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Turns what a handler threw into an outcome.
 *
 * <p>Guarantee: no exception leads to a record being skipped unless {@link Builder#drop} names it. Thread: any; must
 * not block. Exceptions that only carry another ({@link ExecutionException}, {@link CompletionException},
 * {@link InvocationTargetException}) are unwrapped before they are looked at.
 */
@FunctionalInterface
public interface FailureClassifier {

    /** Says what a failure means; {@code attempt} is the one that failed, 1 for the first. */
    Outcome classify(Throwable failure, int attempt);

    /** {@link #builder()} as it comes: 10 attempts, waiting 100 ms doubling to 10 s with jitter. */
    static FailureClassifier defaults() {
        return builder().build();
    }

    static Builder builder() {
        return new Builder();
    }

    /**
     * Rules are asked in the order they were added, then the built-in ones: undecodable records and programming errors
     * ({@link IllegalArgumentException}, {@link NullPointerException}, {@link ClassCastException},
     * {@link UnsupportedOperationException}, {@link IndexOutOfBoundsException}, {@link LinkageError},
     * {@link AssertionError}, {@link StackOverflowError}) are dead letters at once; any other
     * {@link VirtualMachineError} stops the partition, because the process is unwell and the record is not to blame;
     * everything else is tried again until {@link #maxAttempts}, then a dead letter.
     */
    final class Builder {
        private final List<Rule> rules = new ArrayList<>();
        private int maxAttempts = 10;
        private Backoff backoff = Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(10));

        private Builder() {}

        /** Tries in all, the first included. Default 10; at least 1. */
        public Builder maxAttempts(int maxAttempts) {
            if (maxAttempts < 1)
                throw new IllegalArgumentException("maxAttempts must be at least 1, was " + maxAttempts);
            this.maxAttempts = maxAttempts;
            return this;
        }

        /** Wait between attempts. Default exponential, 100 ms to 10 s. Retry topics replace it with their tiers. */
        public Builder backoff(Backoff backoff) {
            this.backoff = requireNonNull(backoff, "backoff");
            return this;
        }

        /** Try again on these, even if they are among the built-in dead letters. */
        public Builder retry(Class<? extends Throwable> type) {
            return rule(type, null);
        }

        /** Dead letter at once. */
        public Builder deadLetter(Class<? extends Throwable> type) {
            return rule(type, (failure, attempt) -> Outcome.deadLetter("not retried: " + nameOf(failure), failure));
        }

        /** Give up without a dead letter. The record is lost on purpose; it is counted. */
        public Builder drop(Class<? extends Throwable> type) {
            return rule(type, (failure, attempt) -> Outcome.drop("dropped by rule: " + nameOf(failure)));
        }

        /** Try again after {@code delay}, the attempt not counted: a rate limit, an open breaker, a store that is down. */
        public Builder release(Class<? extends Throwable> type, Duration delay) {
            return rule(type, (failure, attempt) -> Outcome.release(delay, nameOf(failure)));
        }

        /** Stop the partition. */
        public Builder stop(Class<? extends Throwable> type) {
            return rule(type, (failure, attempt) -> Outcome.stop("stopped by rule: " + nameOf(failure), failure));
        }

        public FailureClassifier build() {
            List<Rule> asked = List.copyOf(rules);
            Backoff waits = backoff;
            int attempts = maxAttempts;
            return (thrown, attempt) -> {
                Throwable failure = unwrap(thrown);
                for (Rule rule : asked) {
                    if (!rule.type.isInstance(failure)) continue;
                    if (rule.answer == null) return retryOrGiveUp(failure, attempt, attempts, waits);
                    return rule.answer.apply(failure, attempt);
                }
                if (failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError))
                    return Outcome.stop("the process is unwell: " + nameOf(failure), failure);
                if (isPermanent(failure)) return Outcome.deadLetter("not retried: " + nameOf(failure), failure);
                return retryOrGiveUp(failure, attempt, attempts, waits);
            };
        }

        private static Outcome retryOrGiveUp(Throwable failure, int attempt, int maxAttempts, Backoff backoff) {
            return attempt < maxAttempts
                    ? Outcome.retryAfter(backoff.after(attempt), failure)
                    : Outcome.deadLetter("gave up after attempt " + attempt, failure);
        }

        private Builder rule(Class<? extends Throwable> type, BiFunction<Throwable, Integer, Outcome> answer) {
            rules.add(new Rule(requireNonNull(type, "type"), answer));
            return this;
        }

        private static boolean isPermanent(Throwable failure) {
            return failure instanceof UndecodableRecordException
                    || failure instanceof SerializationException
                    || failure instanceof IllegalArgumentException
                    || failure instanceof NullPointerException
                    || failure instanceof ClassCastException
                    || failure instanceof UnsupportedOperationException
                    || failure instanceof IndexOutOfBoundsException
                    || failure instanceof Error;
        }

        private static Throwable unwrap(Throwable thrown) {
            Throwable failure = thrown;
            while (failure.getCause() != null
                    && (failure instanceof ExecutionException
                            || failure instanceof CompletionException
                            || failure instanceof InvocationTargetException)) failure = failure.getCause();
            return failure;
        }

        private static String nameOf(Throwable failure) {
            return failure.getClass().getName();
        }

        /** A null answer means: try again while attempts are left. */
        private record Rule(Class<? extends Throwable> type, BiFunction<Throwable, Integer, Outcome> answer) {}
    }
}
