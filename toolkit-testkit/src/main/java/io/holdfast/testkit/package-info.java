/**
 * Real Kafka brokers for tests: {@link io.holdfast.testkit.Kafka} is what a test sees, {@link
 * io.holdfast.testkit.KafkaTest} hands it one.
 *
 * <p>Every type may be called from any thread. Nothing here is fit for production: brokers forget, sessions are short
 * and replication is off unless a test asks for it.
 */
package io.holdfast.testkit;
