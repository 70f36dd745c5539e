package io.holdfast.dedup;

import static java.util.Objects.requireNonNull;

import io.holdfast.handler.BatchHandler;
import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Claim, effect, mark. What lives longer than a call is kept here: the meters, how long the store has been down, and
 * what could not be told to it yet. Any thread.
 */
final class LeaseProtocol<K, V> implements BatchHandler<K, V> {
    private final LeaseStore.Partitioned stores;
    private final LeasedEffects<K, V> effects;
    private final DedupOptions options;
    private final DedupMeters meters;
    private final Outage outage;
    private final Unsettled unsettled;

    LeaseProtocol(LeaseStore.Partitioned stores, LeasedEffects<K, V> effects, DedupOptions options) {
        this.stores = requireNonNull(stores, "stores");
        this.effects = effects;
        this.options = requireNonNull(options, "options");
        this.meters = new DedupMeters(options.meters());
        this.outage = new Outage(options);
        this.unsettled = new Unsettled(meters);
        DedupMeters.unsettled(options.meters(), unsettled);
    }

    @Override
    public List<Outcome> handle(List<Delivery<K, V>> deliveries) throws Exception {
        Run<K, V> run = Run.of(deliveries, options.ids(), meters);
        LeaseCall call = new LeaseCall(storesFor(run), unsettled, options, meters);
        if (run.end() == 0) return run.outcomes();
        try {
            call.claim();
        } catch (RuntimeException e) {
            run.cut(0, unavailable(e));
            return run.outcomes();
        }
        outage.over();
        LeasedRun<K, V> leased = new LeasedRun<>(run, call, options, meters, outage);
        try {
            effects.apply(leased);
        } finally {
            leased.settle();
        }
        return run.outcomes();
    }

    private Map<MessageId, LeaseStore> storesFor(Run<K, V> run) {
        Map<MessageId, LeaseStore> storeOf = new LinkedHashMap<>(2 * run.end());
        for (int i = 0; i < run.end(); i++) {
            try {
                storeOf.putIfAbsent(run.id(i), stores.storeFor(run.delivery(i)));
            } catch (DedupStoreException e) {
                run.cut(i, unavailable(e));
            }
        }
        return storeOf;
    }

    private Outcome unavailable(RuntimeException e) {
        meters.unavailable.increment();
        return Outcome.release(outage.failed(e.getMessage(), e), "dedup store: " + e.getMessage());
    }
}
