package io.holdfast.core;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The rate at which records are started, over all workers; can be changed while they run. Any thread. */
final class Pace {
    /** Permits come in slices of this length, so that a second's worth is not spent at once. */
    private static final Duration SLICE = Duration.ofMillis(10);

    /** How soon a change of rate or the loss of the partition is noticed by those who wait. */
    private static final long LOOK_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private volatile RateLimiter limiter;

    /** @param perSecond records a second, or 0 for no limit */
    void limit(double perSecond) {
        if (!(perSecond >= 0)) throw new IllegalArgumentException("rate must not be negative, was " + perSecond);
        limiter = perSecond == 0 ? null : RateLimiter.of("pace", configOf(perSecond));
    }

    /** Returns when a record may start, or early when its partition is not open any more. */
    void await(AssignedPartition partition) {
        if (limiter != null) awaitPermit(partition);
    }

    private void awaitPermit(AssignedPartition partition) {
        RateLimiter current = limiter;
        if (current == null) return;
        long remaining = current.reservePermission();
        long deadline = System.nanoTime() + remaining;
        while (remaining > 0
                && limiter == current
                && partition.phase() == AssignedPartition.Phase.OPEN
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, Math.min(remaining, LOOK_UP_NANOS));
            remaining = deadline - System.nanoTime();
        }
    }

    private static RateLimiterConfig configOf(double perSecond) {
        double perSlice = perSecond * SLICE.toNanos() / TimeUnit.SECONDS.toNanos(1);
        Duration period = perSlice >= 1 ? SLICE : Duration.ofNanos((long) (TimeUnit.SECONDS.toNanos(1) / perSecond));
        return RateLimiterConfig.custom()
                .limitForPeriod(Math.max(1, (int) Math.round(perSlice)))
                .limitRefreshPeriod(period)
                // Far away, because a permit is waited for here and given up only with the partition.
                .timeoutDuration(Duration.ofDays(1))
                .build();
    }
}
