package io.holdfast.core;

/** A wait that starts short and doubles while nothing happens. */
final class ShortWait {
    private final long least;
    private final long most;
    private long next;

    ShortWait(long leastNanos, long mostNanos) {
        this.least = leastNanos;
        this.most = mostNanos;
        this.next = leastNanos;
    }

    long next() {
        long wait = next;
        next = Math.min(most, next * 2);
        return wait;
    }

    void reset() {
        next = least;
    }
}
