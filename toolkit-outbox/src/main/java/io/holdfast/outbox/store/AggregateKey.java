package io.holdfast.outbox.store;

import static java.util.Objects.requireNonNull;

/** What order is kept within: an aggregate's id is unique only among aggregates of its type. */
public record AggregateKey(String aggregateType, String aggregateId) {
    public AggregateKey {
        requireNonNull(aggregateType, "aggregateType");
        requireNonNull(aggregateId, "aggregateId");
    }
}
