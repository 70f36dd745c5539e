package io.holdfast.outbox.store;

/**
 * A key that waits, and what an operator has asked for it.
 *
 * @param aggregateId null for a row without a key
 * @param seq of its first parked row
 * @param request null for none, else {@code redrive} or {@code skip}
 */
public record ParkedKey(int shard, String aggregateType, String aggregateId, long seq, String request) {}
