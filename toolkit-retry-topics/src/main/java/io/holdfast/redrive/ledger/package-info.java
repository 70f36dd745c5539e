/**
 * What redrive remembers, in Kafka and nowhere else. The <em>ledger</em> of a dead-letter topic is the compacted topic
 * {@code <dlq>.ledger} with the state of each dead letter, keyed by {@code topic-partition@offset}; the <em>task
 * log</em> is the compacted topic {@code holdfast.redrive.tasks} with plans, commands to running tasks and their
 * progress.
 *
 * <p>Called by the redrive engine and its commands, and by consumers that report what became of a redriven record. A
 * reader belongs to one thread.
 */
package io.holdfast.redrive.ledger;
