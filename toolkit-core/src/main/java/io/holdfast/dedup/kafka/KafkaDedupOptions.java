package io.holdfast.dedup.kafka;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Which marks a {@link KafkaDedupStore} keeps, and where.
 *
 * @param source the topic whose records are handled, retry topics of it included
 * @param group the consumer group
 * @param topic where the marks go; default {@code <source>.<group>.dedup}
 * @param window how long marks are kept, 1 minute to 10 years; the topic must keep its records at least as long
 * @param create whether a missing topic is created; default true. A wrong one is refused, never changed
 * @param clock gives marks their time; default the system's
 * @param nanoTime the monotonic clock by which leases expire; default {@link System#nanoTime()}
 */
public record KafkaDedupOptions(
        String source,
        String group,
        String topic,
        Duration window,
        boolean create,
        InstantSource clock,
        LongSupplier nanoTime) {
    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofDays(3650);

    public KafkaDedupOptions {
        requireNonNull(source, "source");
        requireNonNull(group, "group");
        requireNonNull(topic, "topic");
        requireNonNull(clock, "clock");
        requireNonNull(nanoTime, "nanoTime");
        if (window.compareTo(LEAST) < 0 || window.compareTo(MOST) > 0)
            throw new IllegalArgumentException("window must be between " + LEAST + " and " + MOST + ", was " + window);
        if (topic.equals(source))
            throw new IllegalArgumentException("topic for marks must not be the source topic, both were " + source);
    }

    public static KafkaDedupOptions of(String source, String group, Duration window) {
        return new KafkaDedupOptions(
                source, group, source + "." + group + ".dedup", window, true, InstantSource.system(), System::nanoTime);
    }

    public KafkaDedupOptions withTopic(String topic) {
        return new KafkaDedupOptions(source, group, topic, window, create, clock, nanoTime);
    }

    public KafkaDedupOptions withCreate(boolean create) {
        return new KafkaDedupOptions(source, group, topic, window, create, clock, nanoTime);
    }

    public KafkaDedupOptions withClocks(InstantSource clock, LongSupplier nanoTime) {
        return new KafkaDedupOptions(source, group, topic, window, create, clock, nanoTime);
    }
}
