package io.holdfast.outbox.store;

/** Which rows of a shard to read: those with a seq greater than {@code after}. */
public record ShardRead(int shard, long after) {}
