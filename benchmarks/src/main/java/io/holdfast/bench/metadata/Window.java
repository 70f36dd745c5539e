package io.holdfast.bench.metadata;

import java.util.Collections;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Offsets from a frontier up to the highest finished one, some of them unfinished.
 *
 * @param base the frontier; always unfinished, or it would not be the frontier
 * @param length how many offsets, {@code base} and the highest finished one included
 * @param unfinished ascending
 */
public record Window(long base, int length, SortedSet<Long> unfinished) {

    public Window {
        unfinished = Collections.unmodifiableSortedSet(new TreeSet<>(unfinished));
        if (length < 2) throw new IllegalArgumentException("length must be at least 2, was " + length);
        if (unfinished.isEmpty() || unfinished.first() != base) {
            throw new IllegalArgumentException("base " + base + " must be the lowest unfinished offset");
        }
        if (unfinished.last() >= base + length - 1) {
            throw new IllegalArgumentException("the last offset of a window must be finished");
        }
    }

    /** The base and about one in {@code every} of the others unfinished, at random. */
    public static Window random(long base, int length, int every, long seed) {
        Random random = new Random(seed);
        SortedSet<Long> unfinished = new TreeSet<>();
        unfinished.add(base);
        for (int index = 1; index < length - 1; index++) {
            if (random.nextInt(every) == 0) unfinished.add(base + index);
        }
        return new Window(base, length, unfinished);
    }

    public long highestFinished() {
        return base + length - 1;
    }
}
