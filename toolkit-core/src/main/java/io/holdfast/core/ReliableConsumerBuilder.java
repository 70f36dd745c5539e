package io.holdfast.core;

import static java.util.Objects.requireNonNull;

import io.holdfast.failure.DeadLetterTopic;
import io.holdfast.failure.FailureClassifier;
import io.holdfast.failure.FailureRoute;
import io.holdfast.handler.BatchHandler;
import io.holdfast.handler.RecordHandler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Settings of a {@link ReliableConsumer}. Only a handler is required. {@link #build} checks everything and contacts no
 * broker. Not thread-safe.
 */
public final class ReliableConsumerBuilder<K, V> {
    private static final int LARGEST_METADATA = 4_000;

    final ClientProperties properties;
    final Consumer<byte[], byte[]> readyMade;
    final Collection<String> topics;

    RecordHandler<K, V> handler;
    BatchHandler<K, V> batchHandler;
    BatchShape batchShape = BatchShape.RUN;
    Supplier<Deserializer<K>> keys;
    Supplier<Deserializer<V>> values;
    Ordering ordering = Ordering.KEY;
    int concurrency = 16;
    double rate;
    FailureClassifier classifier = FailureClassifier.defaults();
    FailureRoute route = DeadLetterTopic.defaults();
    int immediateRetries;
    Limits limits = new Limits(10_000, 40_000, 64L * 1024 * 1024, 1_000_000);
    Duration deadline = Duration.ofMinutes(5);
    Duration commitInterval = Duration.ofSeconds(1);
    Duration drainTimeout = Duration.ofSeconds(10);
    Duration startTimeout = Duration.ofSeconds(60);
    int commitMetadataChars = LARGEST_METADATA;
    boolean virtualThreads = true;
    MeterRegistry registry = Metrics.globalRegistry;

    ReliableConsumerBuilder(
            ClientProperties properties, Consumer<byte[], byte[]> readyMade, Collection<String> topics) {
        this.properties = properties;
        this.readyMade = readyMade;
        this.topics = ClientProperties.checkTopics(topics);
    }

    /**
     * What to do with each record. A handler that is a {@link BatchHandler} too is handed the waiting records of one key
     * in one call, which spares it round trips; the last of this, {@link #onRecord} and {@link #batchHandler} counts.
     */
    @SuppressWarnings("unchecked")
    public ReliableConsumerBuilder<K, V> handler(RecordHandler<K, V> handler) {
        this.handler = requireNonNull(handler, "handler");
        this.batchHandler = handler instanceof BatchHandler ? (BatchHandler<K, V>) handler : null;
        this.batchShape = BatchShape.RUN;
        return this;
    }

    /** {@link #handler} for code that takes the Kafka record and returns nothing: {@code onRecord(r -> charge(r.value()))}. */
    public ReliableConsumerBuilder<K, V> onRecord(RecordHandler.Effect<K, V> effect) {
        return handler(RecordHandler.of(effect));
    }

    /**
     * What to do with several records of any keys in one call.
     *
     * @param min records to wait for, at most {@code maxWait}; 1 takes what is there
     * @param max most records in one call; at least {@code min}
     */
    public ReliableConsumerBuilder<K, V> batchHandler(BatchHandler<K, V> handler, int min, int max, Duration maxWait) {
        this.batchHandler = requireNonNull(handler, "handler");
        this.handler = null;
        this.batchShape = BatchShape.of(min, max, maxWait);
        return this;
    }

    /** Deserialisers, one pair made for each worker. Default: those named in the client properties, else bytes. */
    public ReliableConsumerBuilder<K, V> deserializers(
            Supplier<Deserializer<K>> keys, Supplier<Deserializer<V>> values) {
        this.keys = requireNonNull(keys, "keys");
        this.values = requireNonNull(values, "values");
        return this;
    }

    /** Which records wait for each other. Default {@link Ordering#KEY}. */
    public ReliableConsumerBuilder<K, V> ordering(Ordering ordering) {
        this.ordering = requireNonNull(ordering, "ordering");
        return this;
    }

    /** Handlers called at once. Default 16; at least 1. */
    public ReliableConsumerBuilder<K, V> concurrency(int concurrency) {
        requireAtLeast("concurrency", concurrency, 1);
        this.concurrency = concurrency;
        return this;
    }

    /** Records started in a second over all partitions. Default 0: no limit. */
    public ReliableConsumerBuilder<K, V> rate(double recordsPerSecond) {
        if (!(recordsPerSecond >= 0))
            throw new IllegalArgumentException("rate must not be negative, was " + recordsPerSecond);
        this.rate = recordsPerSecond;
        return this;
    }

    /** What a throwable means. Default {@link FailureClassifier#defaults()}. */
    public ReliableConsumerBuilder<K, V> failureClassifier(FailureClassifier classifier) {
        this.classifier = requireNonNull(classifier, "classifier");
        return this;
    }

    /** Where failures go. Default {@link DeadLetterTopic#defaults()}. Opened by {@code start()}, closed by {@code close()}. */
    public ReliableConsumerBuilder<K, V> failureRoute(FailureRoute route) {
        this.route = requireNonNull(route, "route");
        return this;
    }

    /**
     * Failed attempts that are tried again in place before the failure route is asked. They count as attempts. Default
     * 0; of no use with {@link DeadLetterTopic}, which retries in place anyway.
     */
    public ReliableConsumerBuilder<K, V> immediateRetries(int retries) {
        requireAtLeast("immediateRetries", retries, 0);
        this.immediateRetries = retries;
        return this;
    }

    /**
     * Bounds of what each partition holds in memory before it is paused.
     *
     * @param records received and not finished, default 10,000; those behind a failing record count apart, up to four
     *     times as many
     * @param bytes of keys and values, default 64 MiB
     * @param offsetsAhead from the oldest unfinished record to the newest received, default 1,000,000
     */
    public ReliableConsumerBuilder<K, V> bounds(int records, long bytes, long offsetsAhead) {
        requireAtLeast("records", records, 1);
        requireAtLeast("bytes", bytes, 1);
        requireAtLeast("offsetsAhead", offsetsAhead, 1);
        this.limits = new Limits(records, Math.multiplyExact(records, 4), bytes, offsetsAhead);
        return this;
    }

    /**
     * How long a handler may take for one record before it is interrupted, and reported as stalled if it goes on.
     * Default 5 minutes; zero for no limit.
     */
    public ReliableConsumerBuilder<K, V> deadline(Duration deadline) {
        requireNotNegative("deadline", deadline);
        this.deadline = deadline;
        return this;
    }

    /** Time between commits. Default 1 s. What was finished since the last one is repeated after a crash. */
    public ReliableConsumerBuilder<K, V> commitInterval(Duration interval) {
        requireNotNegative("commitInterval", interval);
        this.commitInterval = interval;
        return this;
    }

    /**
     * Most characters of commit metadata. Default 4,000, just below what brokers take ({@code offset.metadata.max.bytes}
     * 4,096); 0 commits the frontier alone, and a crash repeats all that was finished above it.
     */
    public ReliableConsumerBuilder<K, V> commitMetadataLimit(int chars) {
        if (chars < 0 || chars > LARGEST_METADATA)
            throw new IllegalArgumentException(
                    "commitMetadataLimit must be from 0 to " + LARGEST_METADATA + ", was " + chars);
        this.commitMetadataChars = chars;
        return this;
    }

    /**
     * How long a rebalance waits for running handlers of the partitions that leave. Default 10 s; must be less than
     * {@code max.poll.interval.ms}. Handlers that take longer run on, their results are refused and their records are
     * handled again by the next owner.
     */
    public ReliableConsumerBuilder<K, V> drainTimeout(Duration timeout) {
        requireNotNegative("drainTimeout", timeout);
        this.drainTimeout = timeout;
        return this;
    }

    /** How long {@code start()} tries to reach the broker and find the topics. Default 60 s. */
    public ReliableConsumerBuilder<K, V> startTimeout(Duration timeout) {
        requireNotNegative("startTimeout", timeout);
        this.startTimeout = timeout;
        return this;
    }

    /** Run handlers on platform threads even where the JVM has virtual ones (21 and later), which are the default there. */
    public ReliableConsumerBuilder<K, V> platformThreads() {
        this.virtualThreads = false;
        return this;
    }

    /** Where meters are registered. Default the global registry. They are removed when the consumer closes. */
    public ReliableConsumerBuilder<K, V> meterRegistry(MeterRegistry registry) {
        this.registry = requireNonNull(registry, "registry");
        return this;
    }

    /**
     * Checks the settings and wires the consumer.
     *
     * @throws IllegalArgumentException saying which setting is wrong, its value and what is allowed
     */
    public ReliableConsumer build() {
        if (handler == null && batchHandler == null)
            throw new IllegalArgumentException("no handler; call handler, onRecord or batchHandler");
        if (properties != null) checkAgainstProperties();
        else if (route instanceof DeadLetterTopic topic && !topic.standsAlone())
            throw new IllegalArgumentException(
                    "a consumer was handed in, so the dead-letter topic has no connection; give it one:"
                            + " failureRoute(DeadLetterTopic.defaults().producer(properties))");
        return new ReliableConsumer(new EngineAssembly<>(this).assemble());
    }

    private void checkAgainstProperties() {
        properties.check();
        long maxPollInterval = properties.maxPollIntervalMillis();
        if (drainTimeout.toMillis() >= maxPollInterval)
            throw new IllegalArgumentException("drainTimeout (" + drainTimeout.toMillis()
                    + " ms) must be less than max.poll.interval.ms (" + maxPollInterval + ")");
    }

    private static void requireAtLeast(String name, long value, long least) {
        if (value < least) throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
    }

    private static void requireNotNegative(String name, Duration value) {
        if (requireNonNull(value, name).isNegative())
            throw new IllegalArgumentException(name + " must not be negative, was " + value);
    }
}
