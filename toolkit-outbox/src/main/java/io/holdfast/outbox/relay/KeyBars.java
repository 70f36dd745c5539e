package io.holdfast.outbox.relay;

import io.holdfast.outbox.store.AggregateKey;
import io.holdfast.outbox.store.OutboxRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Keys of which a row has been rejected: none of their rows is sent until an operator has dealt with it. Kept by
 * shard, so that a shard takes its bars along when it goes. Rows without a key have no order and are never barred.
 */
final class KeyBars {
    private final Map<Integer, Set<AggregateKey>> barred = new HashMap<>();

    void bar(OutboxRow row) {
        if (row.aggregateId() != null) bar(row.shard(), new AggregateKey(row.aggregateType(), row.aggregateId()));
    }

    void bar(int shard, AggregateKey key) {
        barred.computeIfAbsent(shard, s -> new HashSet<>()).add(key);
    }

    boolean isBarred(OutboxRow row) {
        Set<AggregateKey> keys = barred.get(row.shard());
        return keys != null
                && row.aggregateId() != null
                && keys.contains(new AggregateKey(row.aggregateType(), row.aggregateId()));
    }

    void lift(int shard, AggregateKey key) {
        Set<AggregateKey> keys = barred.get(shard);
        if (keys == null) return;
        keys.remove(key);
        if (keys.isEmpty()) barred.remove(shard);
    }

    void forget(int shard) {
        barred.remove(shard);
    }

    int size() {
        return barred.values().stream().mapToInt(Set::size).sum();
    }
}
