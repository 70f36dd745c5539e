package io.holdfast.dedup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/**
 * Marks in the same database transaction as the effect: mark and effect become durable together or not at all.
 *
 * <p>The id is inserted <em>before</em> the effect. A concurrent transaction with the same id waits on the row: if the
 * first commits, the second learns that it is a duplicate; if the first rolls back, the second is first.
 */
public non-sealed interface TransactionalStore extends DedupStore {

    /**
     * Inserts those of {@code ids} that are not there yet, in one round trip, within the transaction that is open on
     * {@code connection}; commits nothing, closes nothing.
     *
     * @return the ids that were new; the others have had their effect, or have it in a transaction that committed
     *     while this call waited
     * @throws SQLException as the driver gave it; the transaction must be rolled back
     * @throws DedupStoreException where the store can say what to do about it; the transaction must be rolled back
     */
    Set<MessageId> insert(Connection connection, Set<MessageId> ids) throws SQLException;

    /**
     * Whether this transaction sees the mark of {@code id}. Asked before the commit about one id that {@link #insert}
     * has called new: a handler that hides an exception of the database, or rolls back, leaves a transaction whose
     * commit does nothing and, with some drivers, says nothing.
     *
     * @throws SQLException also if the transaction can do nothing but roll back
     */
    boolean holds(Connection connection, MessageId id) throws SQLException;
}
