package io.holdfast.dedup;

import static java.util.Objects.requireNonNull;

import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import java.sql.Connection;
import java.util.List;

/**
 * Handles one record inside a transaction that {@link IdempotentHandler} opens, commits and rolls back.
 *
 * <p>Effects outside {@code connection} are not covered by the transaction and may happen more than once. Several
 * records may share the transaction, so a record may see the uncommitted effects of the records before it, and the
 * call may be repeated after a rollback. Must not commit, roll back or close; must not be retried in place after an
 * exception of the database, because the transaction is then dead: put retries around the {@code IdempotentHandler}.
 *
 * <p>Thread: any worker, concurrently.
 */
@FunctionalInterface
public interface TransactionalHandler<K, V> {

    /** An outcome that is not {@linkplain Outcome.Kind#finished() finished}, or a throwable, rolls back. */
    Outcome handle(Delivery<K, V> delivery, Connection connection) throws Exception;

    /** A handler for code that returns nothing: returning is {@link Outcome#done()}, throwing is a failure. */
    static <K, V> TransactionalHandler<K, V> of(Effect<K, V> effect) {
        requireNonNull(effect, "effect");
        return (delivery, connection) -> {
            effect.apply(delivery, connection);
            return Outcome.done();
        };
    }

    /** Does something with one record, or throws. */
    @FunctionalInterface
    interface Effect<K, V> {
        void apply(Delivery<K, V> delivery, Connection connection) throws Exception;
    }

    /** Does something with the records of a batch that are new, at least one, in order; or throws for all of them. */
    @FunctionalInterface
    interface BatchEffect<K, V> {
        void apply(List<Delivery<K, V>> fresh, Connection connection) throws Exception;
    }
}
