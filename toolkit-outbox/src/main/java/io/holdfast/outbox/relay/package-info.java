/**
 * From the outbox table to Kafka: {@link io.holdfast.outbox.relay.OutboxRelay} publishes each row in the order of its
 * key, and deletes it once the brokers have acknowledged it.
 *
 * <p>One thread, the relay's own, runs the loop and owns all state. Three lanes, a thread and a connection each, talk to
 * the database for it (read, write, heartbeat); the producer's thread reports acknowledgements. Both come back to the
 * loop through its inbox. Everything public here may be called from any thread.
 */
package io.holdfast.outbox.relay;
