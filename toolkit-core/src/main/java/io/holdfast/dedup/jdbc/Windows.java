package io.holdfast.dedup.jdbc;

import java.time.Duration;

/** Bounds of the dedup window, wide enough for any use and narrow enough to catch seconds given as milliseconds. */
final class Windows {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(3650);

    private Windows() {}

    static void require(Duration window) {
        if (window.compareTo(LEAST) < 0 || window.compareTo(MOST) > 0)
            throw new IllegalArgumentException("window must be between " + LEAST + " and " + MOST + ", was " + window);
    }
}
