/**
 * What the relay asks of a database: {@link io.holdfast.outbox.store.RelayStore}, with one implementation in a package
 * of its own for each kind. For the relay and the sidecar; applications have no business here.
 *
 * <p>Implementations are stateless: the caller brings the connection, and uses one connection on one thread.
 */
package io.holdfast.outbox.store;
