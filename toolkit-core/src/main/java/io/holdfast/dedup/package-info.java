/**
 * Effects once: {@link io.holdfast.dedup.IdempotentHandler} asks a {@link io.holdfast.dedup.DedupStore} whether the
 * {@link io.holdfast.dedup.MessageId} of a record has had its effect before it calls the user's handler.
 *
 * <p>Two protocols, one interface each. {@link io.holdfast.dedup.TransactionalStore}: the id is inserted in the
 * transaction of the effect, one commit for both, exactly once. {@link io.holdfast.dedup.LeaseStore}: the effect is
 * elsewhere, the id is claimed before it and marked after it; once unless the process dies in between.
 *
 * <p>Nothing here needs the engine: the handler works in any poll loop or listener. Everything may be called from any
 * thread, several at once. Stores do I/O on the calling thread; no thread is owned here.
 */
package io.holdfast.dedup;
