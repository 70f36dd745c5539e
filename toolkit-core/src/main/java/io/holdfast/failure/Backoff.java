package io.holdfast.failure;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;

/**
 * How long to wait before the next attempt, by the attempt that failed (1 = first).
 *
 * <p>Pure but for jitter; any thread. The curves are resilience4j's interval functions.
 */
@FunctionalInterface
public interface Backoff {

    Duration after(int attempt);

    /** No wait. */
    static Backoff none() {
        return attempt -> Duration.ZERO;
    }

    static Backoff fixed(Duration delay) {
        requireNotNegative("delay", delay);
        return attempt -> delay;
    }

    /**
     * Doubles from {@code first} up to {@code most}, each wait moved at random by up to half of itself either way, so
     * that records which failed together do not come back together. The random part may exceed {@code most} by half.
     */
    static Backoff exponential(Duration first, Duration most) {
        return exponential(first, 2.0, most, 0.5);
    }

    /**
     * An exponential curve with all its parts.
     *
     * @param multiplier at least 1; each wait is the last times this
     * @param jitter from 0 (none) to below 1 (each wait moved at random by up to this share of itself)
     */
    static Backoff exponential(Duration first, double multiplier, Duration most, double jitter) {
        requireNotNegative("first", first);
        if (first.isZero()) throw new IllegalArgumentException("first must be more than zero; use none() for no wait");
        if (most.compareTo(first) < 0)
            throw new IllegalArgumentException("most (" + most + ") must not be less than first (" + first + ")");
        if (!(multiplier >= 1.0))
            throw new IllegalArgumentException("multiplier must be at least 1, was " + multiplier);
        if (!(jitter >= 0.0 && jitter < 1.0))
            throw new IllegalArgumentException("jitter must be from 0 to below 1, was " + jitter);
        IntervalFunction millis = jitter == 0.0
                ? IntervalFunction.ofExponentialBackoff(first.toMillis(), multiplier, most.toMillis())
                : IntervalFunction.ofExponentialRandomBackoff(first.toMillis(), multiplier, jitter, most.toMillis());
        return attempt -> Duration.ofMillis(millis.apply(attempt));
    }

    private static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) throw new IllegalArgumentException(name + " must not be negative, was " + value);
    }
}
