package io.holdfast.core;

import java.time.Instant;
import java.time.InstantSource;

/** Time of a simulated run: moves only when the run moves it. */
final class SimClock implements InstantSource {
    private static final long START = 1_000_000_000L;

    private long nanos = START;

    long nanos() {
        return nanos;
    }

    void advance(long by) {
        nanos += by;
    }

    long elapsed() {
        return nanos - START;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochSecond(1_700_000_000L, nanos);
    }
}
