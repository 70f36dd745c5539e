package io.holdfast.dedup;

import static java.util.Objects.requireNonNull;

import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How the user's handler is called for the fresh records of a run inside an open transaction. */
@FunctionalInterface
interface TransactionalEffects<K, V> {

    /**
     * Answers the records {@code [0, end)} of {@code run}.
     *
     * @param fresh ids inserted by this transaction
     * @return {@code end}, or the place of the first record that is not finished
     */
    int apply(Run<K, V> run, Set<MessageId> fresh, Connection connection) throws Exception;

    static <K, V> TransactionalEffects<K, V> oneByOne(TransactionalHandler<K, V> handler) {
        requireNonNull(handler, "handler");
        return (run, fresh, connection) -> {
            for (int i = 0; i < run.end(); i++) {
                boolean first = fresh.contains(run.id(i)) && !run.repeats(i);
                Outcome outcome = first ? handler.handle(run.delivery(i), connection) : Outcome.duplicate();
                run.set(i, outcome);
                if (!outcome.kind().finished()) return i;
            }
            return run.end();
        };
    }

    static <K, V> TransactionalEffects<K, V> together(TransactionalHandler.BatchEffect<K, V> effect) {
        requireNonNull(effect, "effect");
        return (run, fresh, connection) -> {
            List<Delivery<K, V>> batch = new ArrayList<>(fresh.size());
            for (int i = 0; i < run.end(); i++) {
                boolean first = fresh.contains(run.id(i)) && !run.repeats(i);
                run.set(i, first ? Outcome.done() : Outcome.duplicate());
                if (first) batch.add(run.delivery(i));
            }
            if (!batch.isEmpty()) effect.apply(batch, connection);
            return run.end();
        };
    }
}
