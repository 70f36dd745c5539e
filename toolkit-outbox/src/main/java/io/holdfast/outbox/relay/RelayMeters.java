package io.holdfast.outbox.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What the relay counts. No label grows with the data: neither keys nor ids appear. */
final class RelayMeters {
    private final Counter published;
    private final Counter publishedBytes;
    private final Counter rejected;
    private final Counter resent;
    private final Counter takeovers;
    private final Counter lostLeases;
    private final Counter databaseErrors;
    private final Counter kafkaErrors;
    private final Timer fetch;
    private final Timer delete;
    final AtomicLong inFlightBytes;
    final AtomicLong shardsOwned;
    final AtomicLong barredKeys;
    final AtomicLong blockedTypes;
    final AtomicLong floorBlockers;
    final AtomicLong backlogRows;
    final AtomicLong parkedRows;
    final AtomicLong deadRows;
    final AtomicLong oldestSeconds;

    RelayMeters(MeterRegistry registry) {
        published = registry.counter("holdfast.outbox.published");
        publishedBytes = registry.counter("holdfast.outbox.published.bytes");
        rejected = registry.counter("holdfast.outbox.rejected");
        resent = registry.counter("holdfast.outbox.left");
        takeovers = registry.counter("holdfast.outbox.shards.taken");
        lostLeases = registry.counter("holdfast.outbox.shards.lost");
        databaseErrors = registry.counter("holdfast.outbox.errors", "side", "database");
        kafkaErrors = registry.counter("holdfast.outbox.errors", "side", "kafka");
        fetch = registry.timer("holdfast.outbox.fetch");
        delete = registry.timer("holdfast.outbox.delete");
        inFlightBytes = registry.gauge("holdfast.outbox.inflight.bytes", new AtomicLong());
        shardsOwned = registry.gauge("holdfast.outbox.shards.owned", new AtomicLong());
        barredKeys = registry.gauge("holdfast.outbox.keys.barred", new AtomicLong());
        blockedTypes = registry.gauge("holdfast.outbox.types.blocked", new AtomicLong());
        floorBlockers = registry.gauge("holdfast.outbox.floor.blockers", new AtomicLong());
        backlogRows = registry.gauge("holdfast.outbox.backlog.rows", new AtomicLong());
        parkedRows = registry.gauge("holdfast.outbox.parked.rows", new AtomicLong());
        oldestSeconds = registry.gauge("holdfast.outbox.oldest.seconds", new AtomicLong());
        deadRows = registry.gauge("holdfast.outbox.dead.rows", new AtomicLong());
    }

    void published(long rows, long bytes) {
        published.increment((double) rows);
        publishedBytes.increment((double) bytes);
    }

    long published() {
        return (long) published.count();
    }

    void rejected() {
        rejected.increment();
    }

    /** Rows that stay in the table after a cycle and are read again. */
    void left(long rows) {
        resent.increment((double) rows);
    }

    void taken(int shards) {
        takeovers.increment(shards);
    }

    void lost(int shards) {
        lostLeases.increment(shards);
    }

    void databaseFailed() {
        databaseErrors.increment();
    }

    void kafkaFailed() {
        kafkaErrors.increment();
    }

    void fetched(long nanos) {
        fetch.record(nanos, TimeUnit.NANOSECONDS);
    }

    void deleted(long nanos) {
        delete.record(nanos, TimeUnit.NANOSECONDS);
    }
}
