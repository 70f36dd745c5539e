package io.holdfast.core;

import io.holdfast.core.CommitMetadata.Finished;
import java.util.Random;
import java.util.function.LongPredicate;

/** Seeded shapes of what is unfinished above a frontier. */
final class Patterns {

    private Patterns() {}

    /** The patterns the sizes are compared on; offset 0 is always unfinished, the last always finished. */
    static Finished named(String name, Random random, long base, int window) {
        return switch (name) {
            case "stuckHead" -> of(base, window, offset -> false);
            case "stuckHeadAndTail" -> of(base, window, offset -> offset >= window - 1_000 && random.nextBoolean());
            case "half" -> scattered(random, base, window, 0.5);
            case "tenPercent" -> scattered(random, base, window, 0.1);
            case "onePercent" -> scattered(random, base, window, 0.01);
            case "onePerMille" -> scattered(random, base, window, 0.001);
            case "oneKeyOfThousand" -> scattered(random, base, window, 0.001);
            case "oneKeyOfTwenty" -> scattered(random, base, window, 0.05);
            case "runs" -> alternating(random, base, window, 20, 200);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Every kind, from nothing at all to offsets at the end of the range. */
    static Finished random(Random random) {
        long base = random.nextLong() >>> (1 + random.nextInt(62));
        if (base > (1L << 62)) {
            base -= 1L << 61;
        }
        int window = 1 + random.nextInt(1 << random.nextInt(13));
        return switch (random.nextInt(4)) {
            case 0 -> scattered(random, base, window, random.nextDouble());
            case 1 -> scattered(random, base, window, Math.pow(random.nextDouble(), 8));
            case 2 -> alternating(random, base, window, 1 + random.nextInt(40), 1 + random.nextInt(400));
            default -> farApart(random, base);
        };
    }

    static Finished scattered(Random random, long base, int window, double unfinished) {
        return of(base, window, offset -> random.nextDouble() < unfinished);
    }

    private static Finished of(long base, int window, LongPredicate unfinished) {
        Finished.Builder above = new Finished.Builder(base);
        above.unfinished(base, base + 1);
        for (long offset = 1; offset < window - 1; offset++) {
            if (unfinished.test(offset)) {
                above.unfinished(base + offset, base + offset + 1);
            }
        }
        return above.build(base + Math.max(window, 1));
    }

    /** Run lengths geometric around their means. */
    private static Finished alternating(Random random, long base, int window, int unfinished, int finished) {
        Finished.Builder above = new Finished.Builder(base);
        long at = base;
        while (at < base + window) {
            long to = at + 1 + (long) (-Math.log(1 - random.nextDouble()) * (unfinished - 0.5));
            above.unfinished(at, to);
            at = to + 1 + (long) (-Math.log(1 - random.nextDouble()) * (finished - 0.5));
        }
        return above.build(at);
    }

    private static Finished farApart(Random random, long base) {
        Finished.Builder above = new Finished.Builder(base);
        long at = base + random.nextInt(2);
        for (int run = random.nextInt(30); run >= 0; run--) {
            long to = at + 1 + random.nextInt(3);
            above.unfinished(at, to);
            at = to + 1 + (random.nextLong() >>> (8 + random.nextInt(56)));
        }
        return above.build(at);
    }
}
