package io.holdfast.dedup.jdbc;

import static java.util.Objects.requireNonNull;

import io.holdfast.dedup.MessageId;
import io.holdfast.dedup.TransactionalStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Marks in a table of the database in which the effects are. One row of about 100 bytes for each message, kept for
 * {@code window}; {@link #sweep} deletes what is older and has to be called now and then.
 *
 * <p>{@link #insert} uses the caller's connection only: one of a {@code DataSource}, or one that a framework has bound
 * to the running transaction.
 */
public final class JdbcTransactionalStore implements TransactionalStore {
    private final MarkSql sql;
    private final Table table;
    private final String consumer;
    private final Duration window;

    /**
     * A store for one consumer.
     *
     * @param database for {@link #migrate}, {@link #verify} and {@link #sweep}
     * @param consumer whose effects are marked, 1 to 100 characters: usually the consumer group
     * @param window how long marks are kept
     */
    public JdbcTransactionalStore(
            DataSource database, Dialect dialect, MarkTable table, String consumer, Duration window) {
        requireNonNull(database, "database");
        Identifiers.requireConsumer(consumer);
        Windows.require(window);
        this.sql = dialect.marks(table);
        this.table = new Table(database, dialect, "mark", table.names());
        this.consumer = consumer;
        this.window = window;
    }

    @Override
    public Set<MessageId> insert(Connection connection, Set<MessageId> ids) throws SQLException {
        if (ids.isEmpty()) return Set.of();
        try {
            return sql.insert(connection, consumer, ids);
        } catch (SQLException e) {
            throw table.explain("insert into", e);
        }
    }

    @Override
    public boolean holds(Connection connection, MessageId id) throws SQLException {
        return sql.holds(connection, consumer, id);
    }

    @Override
    public Duration window() {
        return window;
    }

    /** The SQL that makes the table, for those who run it themselves. */
    public String ddl() {
        return table.ddl();
    }

    /** Makes the table if it is not there; safe on many nodes at once. */
    public void migrate() {
        table.migrate();
    }

    /** Fails if the table is missing, unreadable or too narrow, and says what to do. */
    public void verify() {
        table.verify();
    }

    /**
     * Deletes up to {@code atMost} of this consumer's marks that are older than the window. May be called on every
     * node: while one sweeps, the others do nothing. Schedule it, each few seconds rather than each night.
     *
     * @return how many were deleted; if as many as {@code atMost}, there may be more
     */
    public int sweep(int atMost) {
        return table.transact("sweep", connection -> sql.sweep(connection, consumer, window, atMost));
    }
}
