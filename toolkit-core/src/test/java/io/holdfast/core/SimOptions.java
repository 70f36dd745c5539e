package io.holdfast.core;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What a seed stands for. Each seed has some of the faults only, because a run with all of them at once seldom gets far
 * enough for two of them to meet.
 */
record SimOptions(
        long seed,
        int members,
        int partitions,
        int keys,
        int records,
        int steps,
        int workers,
        int maxPoll,
        int immediateRetries,
        int maxAttempts,
        int failingPercent,
        int slowPercent,
        int faultPermille,
        Ordering ordering,
        Limits limits,
        int metadataChars,
        int brokerMetadataChars,
        Duration commitInterval,
        Duration drainTimeout,
        Duration deadline,
        Set<Group> groups) {

    /** Faults that are switched on together. */
    enum Group {
        REBALANCE,
        LOSS,
        CRASH,
        CLOSE,
        POLL,
        COMMIT,
        COMMITTED,
        METADATA,
        COMPACTION,
        TRUNCATION,
        RETENTION,
        OPERATOR,
        FORWARD
    }

    static SimOptions of(long seed) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
        Set<Group> groups = EnumSet.noneOf(Group.class);
        int onPercent = random.nextInt(10, 80);
        for (Group group : Group.values()) if (random.nextInt(100) < onPercent) groups.add(group);
        Limits limits = new Limits(
                random.nextInt(2, 24), random.nextInt(2, 12), random.nextInt(40, 600), random.nextInt(8, 80));
        return new SimOptions(
                seed,
                random.nextInt(1, 4),
                random.nextInt(1, 4),
                random.nextInt(1, 7),
                random.nextInt(5, 60),
                random.nextInt(40, 300),
                random.nextInt(1, 4),
                random.nextInt(1, 12),
                random.nextInt(0, 3),
                random.nextInt(1, 5),
                random.nextInt(0, 50),
                random.nextInt(0, 25),
                random.nextInt(10, 200),
                ordering(random),
                limits,
                random.nextInt(64, 4_000),
                random.nextInt(10) == 0 ? random.nextInt(64, 80) : 4_096,
                Duration.ofMillis(random.nextInt(0, 40)),
                Duration.ofMillis(random.nextInt(5, 60)),
                random.nextInt(3) == 0 ? Duration.ofMillis(random.nextInt(10, 100)) : Duration.ZERO,
                groups);
    }

    private static Ordering ordering(SplittableRandom random) {
        int dice = random.nextInt(10);
        return dice == 0 ? Ordering.NONE : dice == 1 ? Ordering.PARTITION : Ordering.KEY;
    }

    boolean has(Group group) {
        return groups.contains(group);
    }
}
