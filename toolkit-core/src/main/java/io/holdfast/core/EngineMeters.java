package io.holdfast.core;

import io.holdfast.handler.Outcome;
import io.holdfast.names.MeterNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The meters of one consumer. Any thread. Looked up once, so that counting a record builds no string and no tag. */
final class EngineMeters implements AutoCloseable {
    private final MeterRegistry registry;
    private final Tags tags;
    private final InstantSource wallClock;
    private final List<Meter> all = new ArrayList<>();

    private final Map<Outcome.Kind, Timer> processing = new EnumMap<>(Outcome.Kind.class);
    private final Timer criticalTime;
    private final Timer commit;
    private final Counter attemptsFailed;
    private final Counter commitFailed;
    private final Counter metadataIgnored;
    private final Counter restored;
    private final Counter late;
    private final Counter stops;

    /** @param client tells the consumers of a group in one process apart */
    EngineMeters(MeterRegistry registry, String group, String client, InstantSource wallClock) {
        this.registry = registry;
        this.tags = Tags.of(MeterNames.GROUP, group, MeterNames.CLIENT, client);
        this.wallClock = wallClock;
        for (Outcome.Kind kind : Outcome.Kind.values()) processing.put(kind, timer(MeterNames.PROCESSING, kind));
        criticalTime = keep(Timer.builder(MeterNames.CRITICAL_TIME).tags(tags).register(registry));
        commit = keep(Timer.builder(MeterNames.COMMIT).tags(tags).register(registry));
        attemptsFailed = counter(MeterNames.ATTEMPTS_FAILED);
        commitFailed = counter(MeterNames.COMMIT_FAILED);
        metadataIgnored = counter(MeterNames.METADATA_IGNORED);
        restored = counter(MeterNames.RESTORED);
        late = counter(MeterNames.LATE);
        stops = counter(MeterNames.STOPS);
    }

    /** Gauges read the health view, so that what they say and what it says is one fact. */
    void observe(Supplier<ConsumerHealth> health) {
        gauge(MeterNames.IN_FLIGHT, health, ConsumerHealth::inFlight);
        gauge(
                MeterNames.OLDEST_IN_FLIGHT,
                health,
                now -> seconds(now.oldestInFlight().toNanos()));
        gauge(MeterNames.PENDING, health, ConsumerHealth::pending);
        gauge(MeterNames.FINISHED_ABOVE, health, ConsumerHealth::finishedAbove);
        gauge(MeterNames.LANES, health, ConsumerHealth::lanes);
        gauge(MeterNames.ASSIGNED, health, ConsumerHealth::assigned);
        gauge(MeterNames.PAUSED, health, ConsumerHealth::paused);
        gauge(MeterNames.STOPPED, health, now -> now.stopped().size());
        gauge(MeterNames.SECONDS_TO_DRAIN, health, ConsumerHealth::secondsToDrain);
    }

    void handled(Outcome outcome, ConsumerRecord<?, ?> record, long nanos) {
        Outcome.Kind kind = outcome.kind();
        processing.get(kind).record(nanos, TimeUnit.NANOSECONDS);
        if (kind == Outcome.Kind.DONE)
            criticalTime.record(Math.max(0, wallClock.millis() - record.timestamp()), TimeUnit.MILLISECONDS);
        else if (kind == Outcome.Kind.RETRY || kind == Outcome.Kind.DEAD_LETTER) attemptsFailed.increment();
    }

    void committed(long nanos) {
        commit.record(nanos, TimeUnit.NANOSECONDS);
    }

    void commitFailed() {
        commitFailed.increment();
    }

    void metadataIgnored() {
        metadataIgnored.increment();
    }

    void restored(int records) {
        restored.increment(records);
    }

    void late(int records) {
        late.increment(records);
    }

    void stopped() {
        stops.increment();
    }

    @Override
    public void close() {
        all.forEach(registry::remove);
    }

    private Timer timer(String name, Outcome.Kind kind) {
        return keep(Timer.builder(name)
                .tags(tags.and(
                        MeterNames.OUTCOME, kind.name().toLowerCase(Locale.ROOT).replace('_', '-')))
                .register(registry));
    }

    private Counter counter(String name) {
        return keep(Counter.builder(name).tags(tags).register(registry));
    }

    private void gauge(String name, Supplier<ConsumerHealth> health, ToDoubleFunction<ConsumerHealth> value) {
        keep(Gauge.builder(name, health, source -> value.applyAsDouble(source.get()))
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    private <M extends Meter> M keep(M meter) {
        all.add(meter);
        return meter;
    }

    private static double seconds(long nanos) {
        return nanos / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
