package io.holdfast.core;

import java.time.Duration;

/**
 * How a batch is put together.
 *
 * @param lanes most lanes in one batch; 1 means: a run of one key only
 * @param min records to wait for
 * @param max most records in one call
 * @param maxWait how long to wait for {@code min}, from the first record on
 */
record BatchShape(int lanes, int min, int max, Duration maxWait) {
    /** What a drained lane has, without waiting. */
    static final BatchShape RUN = new BatchShape(1, 1, 500, Duration.ZERO);

    BatchShape {
        if (max < 1) throw new IllegalArgumentException("batch max must be at least 1, was " + max);
        if (min < 1 || min > max)
            throw new IllegalArgumentException("batch min must be from 1 to max (" + max + "), was " + min);
        if (maxWait.isNegative())
            throw new IllegalArgumentException("batch maxWait must not be negative, was " + maxWait);
        if (min > 1 && maxWait.isZero())
            throw new IllegalArgumentException("batch min is " + min + " but maxWait is zero; give it time to wait");
    }

    static BatchShape of(int min, int max, Duration maxWait) {
        return new BatchShape(Integer.MAX_VALUE, min, max, maxWait);
    }
}
