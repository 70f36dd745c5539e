package io.holdfast.dedup;

import static java.util.Objects.requireNonNull;

import io.holdfast.handler.BatchHandler;
import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import io.holdfast.handler.RecordHandler;
import java.util.ArrayList;
import java.util.List;

/** How the user's handler is called for the fresh records of a run. */
@FunctionalInterface
interface LeasedEffects<K, V> {

    void apply(LeasedRun<K, V> run) throws Exception;

    static <K, V> LeasedEffects<K, V> oneByOne(RecordHandler<K, V> handler) {
        requireNonNull(handler, "handler");
        return run -> {
            for (int i = 0; i < run.end() && run.mayStart(i); i++)
                if (run.fresh(i)) run.handled(i, handler.handle(run.delivery(i)));
        };
    }

    static <K, V> LeasedEffects<K, V> together(BatchHandler<K, V> handler) {
        requireNonNull(handler, "handler");
        return run -> {
            List<Integer> places = new ArrayList<>(run.end());
            List<Delivery<K, V>> fresh = new ArrayList<>(run.end());
            for (int i = 0; i < run.end(); i++) {
                if (!run.fresh(i)) continue;
                places.add(i);
                fresh.add(run.delivery(i));
            }
            if (fresh.isEmpty()) return;
            List<Outcome> outcomes = handler.handle(fresh);
            if (outcomes.size() != fresh.size())
                throw new IllegalStateException("a batch of " + fresh.size() + " records was answered with "
                        + outcomes.size() + " outcomes; a BatchHandler must give one for each");
            for (int i = 0; i < places.size(); i++) run.answered(places.get(i), outcomes.get(i));
        };
    }
}
