package io.holdfast.dedup;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How an {@link IdempotentHandler} works. Immutable; each method gives a copy.
 *
 * @param ids where message ids are found; default {@link MessageId.Source#standard()}
 * @param lease how long a claim holds, 1 s to 1 day, default 1 minute. Longer than the slowest handler call, the
 *     handler's deadline included, or another may repeat the effect; and it is how long the records that a crashed
 *     process had in hand have to wait. A run of records is cut when half of it has passed. Unused with a
 *     {@link TransactionalStore}
 * @param markWithin how much effect may gather before it is marked, default 10 ms: within a run, marks are written
 *     after the record that passes this time, and at the end. A crash repeats the effects not marked. Unused with a
 *     {@link TransactionalStore}
 * @param maxWait longest delay of a record released because its lease is busy (asked again at least each second) or
 *     because the store is down, default 30 s
 * @param meters where {@code holdfast.dedup.*} is counted; default nowhere
 * @param nanoTime the monotonic clock, default {@link System#nanoTime()}; used for delays only, expiry is the store's
 */
public record DedupOptions(
        MessageId.Source ids,
        Duration lease,
        Duration markWithin,
        Duration maxWait,
        MeterRegistry meters,
        LongSupplier nanoTime) {

    public DedupOptions {
        requireNonNull(ids, "ids");
        requireNonNull(meters, "meters");
        requireNonNull(nanoTime, "nanoTime");
        requireBetween("lease", lease, Duration.ofSeconds(1), Duration.ofDays(1));
        requireBetween("markWithin", markWithin, Duration.ZERO, lease.dividedBy(2));
        requireBetween("maxWait", maxWait, Duration.ofMillis(1), Duration.ofHours(1));
    }

    public static DedupOptions defaults() {
        return new DedupOptions(
                MessageId.Source.standard(),
                Duration.ofMinutes(1),
                Duration.ofMillis(10),
                Duration.ofSeconds(30),
                new CompositeMeterRegistry(),
                System::nanoTime);
    }

    public DedupOptions withIds(MessageId.Source ids) {
        return new DedupOptions(ids, lease, markWithin, maxWait, meters, nanoTime);
    }

    public DedupOptions withLease(Duration lease) {
        return new DedupOptions(ids, lease, markWithin, maxWait, meters, nanoTime);
    }

    public DedupOptions withMarkWithin(Duration markWithin) {
        return new DedupOptions(ids, lease, markWithin, maxWait, meters, nanoTime);
    }

    public DedupOptions withMaxWait(Duration maxWait) {
        return new DedupOptions(ids, lease, markWithin, maxWait, meters, nanoTime);
    }

    public DedupOptions withMeters(MeterRegistry meters) {
        return new DedupOptions(ids, lease, markWithin, maxWait, meters, nanoTime);
    }

    public DedupOptions withNanoTime(LongSupplier nanoTime) {
        return new DedupOptions(ids, lease, markWithin, maxWait, meters, nanoTime);
    }

    private static void requireBetween(String name, Duration value, Duration least, Duration most) {
        requireNonNull(value, name);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0)
            throw new IllegalArgumentException(name + " must be between " + least + " and " + most + ", was " + value);
    }
}
