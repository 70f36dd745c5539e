package io.holdfast.core;

import java.time.Instant;

/**
 * How far the tries of a lane's first record have come.
 *
 * @param attempt the number of the next try; only failures count
 * @param firstFailure when the first try failed, null before
 */
record Trial(int attempt, Instant firstFailure) {
    static final Trial FIRST = new Trial(1, null);

    Trial failed(Instant now) {
        return new Trial(attempt + 1, firstFailure(now));
    }

    Instant firstFailure(Instant now) {
        return firstFailure == null ? now : firstFailure;
    }
}
