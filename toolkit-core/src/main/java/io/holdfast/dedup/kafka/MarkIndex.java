package io.holdfast.dedup.kafka;

import java.time.Duration;
import java.util.TreeMap;

/**
 * The marks of one partition, in time buckets of an eighth of the window: a mark is kept for the window at least and an
 * eighth more at most, and a bucket goes as a whole. Time arrives as an argument. Not thread-safe.
 */
final class MarkIndex {
    private static final int BUCKETS = 8;

    private final long window;
    private final long width;
    private final TreeMap<Long, HashSet128> buckets = new TreeMap<>();

    MarkIndex(Duration window) {
        this.window = window.toMillis();
        this.width = Math.max(1, this.window / BUCKETS);
    }

    boolean contains(IdHash id) {
        for (HashSet128 bucket : buckets.descendingMap().values())
            if (bucket.contains(id.high(), id.low())) return true;
        return false;
    }

    void add(IdHash id, long markedAt) {
        buckets.computeIfAbsent(Math.floorDiv(markedAt, width), start -> new HashSet128())
                .add(id.high(), id.low());
    }

    /** Drops the buckets whose youngest possible mark is older than the window. */
    void expire(long now) {
        while (!buckets.isEmpty() && (buckets.firstKey() + 1) * width <= now - window) buckets.pollFirstEntry();
    }

    long size() {
        return buckets.values().stream().mapToLong(HashSet128::size).sum();
    }

    long bytes() {
        return buckets.values().stream().mapToLong(HashSet128::bytes).sum();
    }
}
