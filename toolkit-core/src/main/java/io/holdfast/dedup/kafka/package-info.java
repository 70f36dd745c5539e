/**
 * Marks in Kafka itself, for consumers whose effects are in no database: a compacted topic with the partitions of the
 * source, written and acknowledged before the caller can commit an offset, and an index in memory that is rebuilt from
 * the topic when a partition is assigned.
 *
 * <p>{@link io.holdfast.dedup.kafka.KafkaDedupStore} is the door. Its rebalance callbacks belong to the thread that
 * polls; leases may be asked for on any thread; one background thread, owned by the store, rebuilds indexes.
 */
package io.holdfast.dedup.kafka;
