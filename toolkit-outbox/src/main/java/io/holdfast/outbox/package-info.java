/**
 * The application's side of the outbox: {@link io.holdfast.outbox.Outbox} writes messages in the caller's database
 * transaction, {@link io.holdfast.outbox.OutboxSchema} holds the tables. The relay, in
 * {@link io.holdfast.outbox.relay}, brings them to Kafka and may run in another process.
 *
 * <p>Nothing here owns a thread. Connections are the caller's: never committed, rolled back or closed, except by
 * {@link io.holdfast.outbox.Outbox#inTransaction}, which opens its own.
 */
package io.holdfast.outbox;
