package io.holdfast.core;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * A Kafka consumer that handles records in parallel, keeps the order of each key, commits only what is finished, and
 * moves what fails out of the way.
 *
 * <p>Guarantees: an offset is committed only when its record's effect, or its acknowledged forward, is durable; records
 * of one key are handled in partition order, one at a time, across rebalances and restarts of this process; a record is
 * delivered at least once, and exactly once in effect behind an {@code IdempotentHandler}; memory is bounded for each
 * partition, and a full or stopped partition pauses alone.
 *
 * <p>Threads: one of its own for polling; handlers run on up to {@code concurrency} others, virtual where the JVM has
 * them. All methods may be called from any thread; {@link #close} from a handler waits for that very handler, so do not.
 */
public final class ReliableConsumer implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    /** Where a consumer is in its life, for {@link #start} and {@link #close} to happen once. */
    private enum Life {
        NEW,
        STARTED,
        CLOSED
    }

    private final AtomicReference<Life> life = new AtomicReference<>(Life.NEW);
    private final ConsumerEngine engine;

    ReliableConsumer(ConsumerEngine engine) {
        this.engine = engine;
    }

    /**
     * Starts a builder for a consumer with these client properties.
     *
     * @param properties as for a {@code KafkaConsumer}, passed through untouched; {@code enable.auto.commit=true} is
     *     refused. Deserialisers named here are used on the worker threads; without any, keys and values are bytes.
     *     Where they leave it open: {@code max.poll.records} is 5,000, {@code auto.offset.reset} is {@code earliest}
     */
    public static <K, V> ReliableConsumerBuilder<K, V> builder(
            Map<String, Object> properties, Collection<String> topics) {
        return new ReliableConsumerBuilder<>(new ClientProperties(properties), null, topics);
    }

    /** The same for one topic. */
    public static <K, V> ReliableConsumerBuilder<K, V> builder(Map<String, Object> properties, String topic) {
        return builder(properties, List.of(topic));
    }

    /**
     * Starts a builder over a consumer that exists already. It must read bytes, must not commit by itself, must not be
     * subscribed, and belongs to the {@code ReliableConsumer} from here on, which also closes it. A route that needs a
     * producer cannot take its connection from here and must be given its own properties.
     */
    public static <K, V> ReliableConsumerBuilder<K, V> over(
            Consumer<byte[], byte[]> consumer, Collection<String> topics) {
        return new ReliableConsumerBuilder<>(null, consumer, topics);
    }

    /**
     * Checks that the broker answers and the topics exist, opens the failure route, and starts consuming.
     *
     * @throws IllegalStateException when that cannot be had within the start timeout, saying what and where; the
     *     consumer is closed then
     */
    public ReliableConsumer start() {
        if (!life.compareAndSet(Life.NEW, Life.STARTED))
            throw new IllegalStateException("start() was called before, or the consumer is closed");
        try {
            engine.start();
        } catch (RuntimeException failure) {
            close(Duration.ZERO);
            throw failure;
        }
        return this;
    }

    /** How it is. Cheap: a snapshot that the loop renews about ten times a second. */
    public ConsumerHealth health() {
        return engine.health();
    }

    /** Handlers called at once, from now on. At least 1. Fewer takes effect as running ones return. */
    public void concurrency(int concurrency) {
        engine.concurrency(concurrency);
    }

    /** Records started in a second, from now on, over all partitions of this consumer; 0 for no limit. */
    public void rate(double recordsPerSecond) {
        engine.rate(recordsPerSecond);
    }

    /** Fetches no more of these partitions; what was received is still handled. Holds until {@link #resume} or a rebalance. */
    public void pause(Collection<TopicPartition> partitions) {
        engine.pause(List.copyOf(partitions), true);
    }

    /** Ends {@link #pause}, and lets a stopped partition try again from the record it stopped at. */
    public void resume(Collection<TopicPartition> partitions) {
        engine.pause(List.copyOf(partitions), false);
    }

    /** {@link #close(Duration)} with 30 seconds. */
    @Override
    public void close() {
        close(CLOSE_TIMEOUT);
    }

    /**
     * Starts no more handlers, lets those that run return, commits and leaves the group. Stays a member of the group
     * while it waits. Handlers that still run at the timeout are interrupted and their results refused: their records
     * are handled again by the next owner. Closing again does nothing.
     */
    public void close(Duration timeout) {
        if (life.getAndSet(Life.CLOSED) != Life.CLOSED) engine.close(timeout);
    }
}
