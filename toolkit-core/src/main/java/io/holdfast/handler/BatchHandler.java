package io.holdfast.handler;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;

/**
 * Handles several records in one call.
 *
 * <p>Records of one key stand in the batch in partition order, and no other call runs with that key meanwhile. The
 * answer has one outcome for each record, in the order of the batch. When the call throws and the batch had more than
 * one record, each is handed in again alone (its attempt not counted), so that one bad record does not fail its
 * neighbours.
 *
 * <p>Thread: any worker; must be safe for concurrent calls.
 */
@FunctionalInterface
public interface BatchHandler<K, V> {

    List<Outcome> handle(List<Delivery<K, V>> batch) throws Exception;

    /** A handler for code that returns nothing: returning means every record is {@link Outcome#done()}. */
    static <K, V> BatchHandler<K, V> of(Effect<K, V> effect) {
        requireNonNull(effect, "effect");
        return batch -> {
            effect.apply(batch);
            return Collections.nCopies(batch.size(), Outcome.done());
        };
    }

    /** Does something with all records of a batch, or throws and has done nothing. */
    @FunctionalInterface
    interface Effect<K, V> {
        void apply(List<Delivery<K, V>> batch) throws Exception;
    }
}
