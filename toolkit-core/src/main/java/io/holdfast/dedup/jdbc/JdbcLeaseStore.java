package io.holdfast.dedup.jdbc;

import static java.util.Objects.requireNonNull;

import io.holdfast.dedup.LeaseStore;
import io.holdfast.dedup.MessageId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Leases and marks in a table, for effects that are not in this database. Each statement is a transaction of its own.
 * Expiry is by the database's clock: the clocks of the consumers do not matter.
 *
 * <p>If that clock is set back, leases last longer by as much; if it is set forward, leases end early and the owner
 * learns at completion that it lost them.
 */
public final class JdbcLeaseStore implements LeaseStore {
    private final LeaseSql sql;
    private final Table table;
    private final String consumer;
    private final Duration window;

    /**
     * A store for one consumer.
     *
     * @param consumer whose effects are marked, 1 to 100 characters: usually the consumer group
     * @param window how long marks are kept
     */
    public JdbcLeaseStore(DataSource database, Dialect dialect, LeaseTable table, String consumer, Duration window) {
        requireNonNull(database, "database");
        Identifiers.requireConsumer(consumer);
        Windows.require(window);
        this.sql = dialect.leases(table);
        this.table = new Table(database, dialect, "lease", table.names());
        this.consumer = consumer;
        this.window = window;
    }

    @Override
    public Map<MessageId, Claim> claim(UUID token, Set<MessageId> ids, Duration lease) {
        if (ids.isEmpty()) return Map.of();
        return table.call("claim in", connection -> sql.claim(connection, consumer, token, ids, lease));
    }

    @Override
    public Set<MessageId> complete(UUID token, Set<MessageId> ids) {
        if (ids.isEmpty()) return Set.of();
        Set<MessageId> lost = new HashSet<>(ids);
        lost.removeAll(table.call("complete in", connection -> sql.complete(connection, consumer, token, ids)));
        return lost;
    }

    @Override
    public void release(UUID token, Set<MessageId> ids) {
        if (ids.isEmpty()) return;
        table.call("release in", connection -> {
            sql.release(connection, consumer, token, ids);
            return null;
        });
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

    /** Deletes old marks and abandoned leases, as {@link JdbcTransactionalStore#sweep} does. */
    public int sweep(int atMost) {
        return table.transact("sweep", connection -> sql.sweep(connection, consumer, window, atMost));
    }
}
