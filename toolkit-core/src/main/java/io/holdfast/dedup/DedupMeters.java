package io.holdfast.dedup;

import io.holdfast.names.MeterNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;

/** The counters of one {@link IdempotentHandler}. Any thread. */
final class DedupMeters {
    final Counter first;
    final Counter duplicate;
    final Counter busy;
    final Counter unavailable;
    final Counter noId;
    final Counter leasesLost;
    final Timer claim;
    final Timer complete;
    final Timer release;
    final Timer insert;

    DedupMeters(MeterRegistry registry) {
        first = records(registry, "first");
        duplicate = records(registry, "duplicate");
        busy = records(registry, "busy");
        unavailable = records(registry, "unavailable");
        noId = records(registry, "no-id");
        leasesLost = registry.counter(MeterNames.DEDUP_LEASES_LOST);
        claim = store(registry, "claim");
        complete = store(registry, "complete");
        release = store(registry, "release");
        insert = store(registry, "insert");
    }

    static void unsettled(MeterRegistry registry, Collection<?> unsettled) {
        registry.gaugeCollectionSize(MeterNames.DEDUP_UNSETTLED, Tags.empty(), unsettled);
    }

    private static Counter records(MeterRegistry registry, String result) {
        return registry.counter(MeterNames.DEDUP_RECORDS, "result", result);
    }

    private static Timer store(MeterRegistry registry, String op) {
        return registry.timer(MeterNames.DEDUP_STORE, "op", op);
    }
}
