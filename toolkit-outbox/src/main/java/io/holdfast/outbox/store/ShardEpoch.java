package io.holdfast.outbox.store;

/** A shard as its owner knows it. The epoch grows with each change of owner; an old one opens no door. */
public record ShardEpoch(int shard, long epoch) {}
