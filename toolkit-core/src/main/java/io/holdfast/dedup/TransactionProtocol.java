package io.holdfast.dedup;

import static java.util.Objects.requireNonNull;

import io.holdfast.handler.BatchHandler;
import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Insert, effect, one commit for a whole run.
 *
 * <p>Whenever a transaction does not commit, nothing of it has happened, and so what stands before the record that
 * spoilt it can be done again: that is how one unfinished outcome does not hold its neighbours back. When nobody knows
 * whether it committed, every record is released: the next try finds the marks, or does not. Any thread.
 */
final class TransactionProtocol<K, V> implements BatchHandler<K, V> {
    /** SQLSTATE classes: data, integrity constraint, transaction state, triggered data change, check option, PL/pgSQL. */
    private static final Set<String> REFUSED = Set.of("22", "23", "25", "27", "44", "P0");

    private final DataSource database;
    private final TransactionalStore store;
    private final TransactionalEffects<K, V> effects;
    private final DedupOptions options;
    private final DedupMeters meters;
    private final Outage outage;

    TransactionProtocol(
            DataSource database, TransactionalStore store, TransactionalEffects<K, V> effects, DedupOptions options) {
        this.database = requireNonNull(database, "database");
        this.store = requireNonNull(store, "store");
        this.effects = effects;
        this.options = requireNonNull(options, "options");
        this.meters = new DedupMeters(options.meters());
        this.outage = new Outage(options);
    }

    @Override
    public List<Outcome> handle(List<Delivery<K, V>> deliveries) throws Exception {
        Run<K, V> run = Run.of(deliveries, options.ids(), meters);
        while (run.end() > 0) {
            int reached = begin(run);
            if (reached == run.end()) break;
            run.cut(reached, run.outcome(reached));
        }
        return run.outcomes();
    }

    /** The end of the run if that is settled, or the place of the record that spoilt its transaction. */
    private int begin(Run<K, V> run) throws Exception {
        Transaction transaction;
        try {
            transaction = Transaction.begin(database);
        } catch (SQLException e) {
            return release(run, "no transaction", e);
        }
        try (transaction) {
            return transact(run, transaction);
        }
    }

    private int transact(Run<K, V> run, Transaction transaction) throws Exception {
        Set<MessageId> fresh;
        try {
            fresh = insert(run, transaction.connection());
        } catch (SQLException | DedupStoreException e) {
            return release(run, "ids not inserted", e);
        }
        int reached;
        try {
            reached = effects.apply(run, fresh, transaction.connection());
        } catch (Throwable t) {
            if (transaction.rollBack()) throw t;
            return release(run, "connection lost in the handler", t);
        }
        if (reached < run.end()) {
            if (transaction.rollBack()) return reached;
            return release(run, "connection lost in the handler", null);
        }
        try {
            confirm(fresh, transaction.connection());
            transaction.commit();
        } catch (SQLException e) {
            if (surelyRefused(e)) throw e;
            return release(run, "commit outcome unknown, the next try will find out", e);
        }
        outage.over();
        meters.first.increment(fresh.size());
        meters.duplicate.increment((double) run.end() - fresh.size());
        return run.end();
    }

    private Set<MessageId> insert(Run<K, V> run, Connection connection) throws SQLException {
        Set<MessageId> ids = new LinkedHashSet<>(2 * run.end());
        for (int i = 0; i < run.end(); i++) ids.add(run.id(i));
        long start = System.nanoTime();
        try {
            return store.insert(connection, ids);
        } finally {
            meters.insert.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    /** The marks of a run were inserted by one statement, so one of them tells of all. */
    private void confirm(Set<MessageId> fresh, Connection connection) throws SQLException {
        if (fresh.isEmpty() || store.holds(connection, fresh.iterator().next())) return;
        throw new IllegalStateException("the handler has ended the transaction it was given, or the database has and "
                + "the handler hid it; a TransactionalHandler must not roll back and must not swallow an SQLException");
    }

    private int release(Run<K, V> run, String what, Throwable cause) {
        meters.unavailable.increment(run.end());
        String why = cause == null ? what : what + ": " + cause.getMessage();
        run.cut(0, Outcome.release(outage.failed(why, cause), "dedup store: " + why));
        return run.end();
    }

    /**
     * Whether a failed commit was the effect's fault (data, a deferred constraint, a transaction it had broken): then
     * it is a failure like any other. Anything else may be a lost answer.
     */
    private static boolean surelyRefused(SQLException e) {
        String state = e.getSQLState();
        return state != null && state.length() == 5 && REFUSED.contains(state.substring(0, 2));
    }
}
