package io.holdfast.core;

import io.holdfast.failure.FailureRoute.Consumption;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.Deserializer;

/** From settings to an engine: the one place where real clocks, threads and clients come in. */
final class EngineAssembly<K, V> {
    private final ReliableConsumerBuilder<K, V> settings;
    private final LongSupplier nanoClock = System::nanoTime;
    private final InstantSource wallClock = InstantSource.system();

    EngineAssembly(ReliableConsumerBuilder<K, V> settings) {
        this.settings = settings;
    }

    ConsumerEngine assemble() {
        // Made before the consumer, which holds sockets and threads: a deserialiser that cannot be made leaks nothing.
        newChain().close();
        Consumer<byte[], byte[]> consumer = settings.readyMade != null
                ? settings.readyMade
                : new KafkaConsumer<>(settings.properties.forConsumer());
        String group = consumer.groupMetadata().groupId();
        Map<String, Object> properties = settings.properties == null ? Map.of() : settings.properties.asGiven();
        EngineMeters meters = new EngineMeters(settings.registry, group, clientId(consumer), wallClock);
        HealthWatch health = new HealthWatch(meters, consumer::currentLag, settings.deadline, wallClock);
        KeyLanes lanes = new KeyLanes(settings.ordering);
        Mailbox mailbox = new Mailbox();
        Pace pace = new Pace();
        pace.limit(settings.rate);
        WorkerPool pool = pool(lanes, mailbox, meters, pace, group);
        LoopSettings loopSettings = new LoopSettings(
                group,
                settings.topics,
                settings.limits,
                settings.commitInterval,
                settings.commitMetadataChars,
                settings.drainTimeout,
                settings.deadline,
                Mailbox::await);
        ConsumerLoop loop = new ConsumerLoop(consumer, loopSettings, lanes, mailbox, pool, meters, health, nanoClock);
        Object address = properties.getOrDefault(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "(a consumer handed in)");
        return new ConsumerEngine(
                consumer,
                group,
                new StartCheck(consumer, address.toString(), settings.startTimeout),
                new Consumption(group, settings.topics, properties),
                settings.route,
                mailbox,
                loop,
                pool,
                pace,
                health,
                meters,
                new KafkaClientMetrics(consumer, List.of(Tag.of("group", group))),
                settings.registry);
    }

    /** Kafka gives every client of a process an id of its own unless the user did, and tells it by its metrics only. */
    private static String clientId(Consumer<?, ?> consumer) {
        return consumer.metrics().keySet().stream()
                .map(metric -> metric.tags().get("client-id"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("unknown");
    }

    private WorkerPool pool(KeyLanes lanes, Mailbox mailbox, EngineMeters meters, Pace pace, String group) {
        WorkerPool[] pool = new WorkerPool[1];
        EngineParts parts = new EngineParts(
                lanes,
                mailbox,
                new OutcomeRouter(settings.route, settings.immediateRetries),
                meters,
                pace,
                settings.deadline,
                nanoClock,
                wallClock,
                () -> pool[0].wake(1));
        Supplier<LaneWorker> newWorker = settings.batchHandler == null
                ? () -> new RecordWorker<>(parts, newChain())
                : () -> new BatchWorker<>(parts, newChain(), settings.batchShape);
        String name = "holdfast-worker-" + group + "-";
        ThreadFactory threads = settings.virtualThreads ? Threads.forWorkers(name) : Threads.platform(name);
        pool[0] = new WorkerPool(lanes, newWorker, threads, settings.concurrency);
        return pool[0];
    }

    private HandlerChain<K, V> newChain() {
        return new HandlerChain<>(
                deserializer(settings.keys, true),
                deserializer(settings.values, false),
                settings.handler,
                settings.batchHandler,
                settings.classifier);
    }

    @SuppressWarnings("unchecked")
    private <T> Deserializer<T> deserializer(Supplier<Deserializer<T>> given, boolean key) {
        if (given != null) return given.get();
        ClientProperties properties =
                settings.properties != null ? settings.properties : new ClientProperties(Map.of());
        return (Deserializer<T>) properties.deserializer(key);
    }
}
