package io.holdfast.outbox.store;

/** What to read of a shard: at most {@code limit} rows with a seq greater than {@code after}. */
public record ShardRead(int shard, long after, int limit) {}
