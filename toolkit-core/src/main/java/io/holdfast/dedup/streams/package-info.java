/**
 * Dedup inside a Kafka Streams topology. Needs kafka-streams on the class path.
 *
 * <p>{@link io.holdfast.dedup.streams.Deduplicate} is called by Streams on its own threads, one task at a time.
 */
package io.holdfast.dedup.streams;
