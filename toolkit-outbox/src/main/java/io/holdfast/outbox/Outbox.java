package io.holdfast.outbox;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * Writes messages to the outbox table in the caller's transaction: the message is published if, and only if, the
 * transaction commits.
 *
 * <p>Order: messages of one key are published in the order of their inserts. That is the order of commits when the
 * insert happens after the transaction has taken whatever serialises writers of the key (a row lock, a version check).
 * Where the message is made early, use {@link #inTransaction} or an {@link OutboxBuffer}: both insert last.
 *
 * <p>Stateless but for its nudge; one instance serves all threads. Works with any pool's and Spring's connections.
 */
public final class Outbox {
    private final OutboxInsert insert;
    private final Nudge nudge;

    private Outbox(OutboxTable table, Nudge nudge) {
        this.insert = new OutboxInsert(requireNonNull(table, "table"));
        this.nudge = requireNonNull(nudge, "nudge");
    }

    public static Outbox on(OutboxTable table) {
        return new Outbox(table, Nudge.NONE);
    }

    /** As {@link #on(OutboxTable)}, and wakes a relay after each commit that {@link #inTransaction} makes. */
    public static Outbox on(OutboxTable table, Nudge nudge) {
        return new Outbox(table, nudge);
    }

    /**
     * Inserts one message. The connection's transaction is neither begun nor ended.
     *
     * @throws SQLException from the database; roll back, as with any other statement
     * @throws IllegalStateException when the connection is in auto-commit mode, since then nothing ties the message to
     *     the caller's change
     */
    public void append(Connection connection, OutboxMessage message) throws SQLException {
        append(connection, List.of(message));
    }

    /** Inserts {@code messages} in list order with one batch; otherwise as {@link #append(Connection, OutboxMessage)}. */
    public void append(Connection connection, List<OutboxMessage> messages) throws SQLException {
        if (messages.isEmpty()) return;
        if (connection.getAutoCommit())
            throw new IllegalStateException(
                    "The connection is in auto-commit mode: an outbox message must be written in"
                            + " the transaction of the change it tells of. Call setAutoCommit(false) first");
        insert.run(connection, messages);
    }

    /** A place to collect messages until just before the commit. One per transaction. */
    public OutboxBuffer buffer() {
        return new OutboxBuffer(this);
    }

    /**
     * Runs {@code work} in a transaction of its own, inserts what it collected last, commits, then nudges the relay.
     * A throwable from {@code work} rolls everything back and is thrown on.
     */
    public <T> T inTransaction(DataSource dataSource, TransactionalWork<T> work) throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                OutboxBuffer messages = buffer();
                T result = work.run(connection, messages);
                boolean some = messages.size() > 0;
                messages.writeTo(connection);
                connection.commit();
                if (some) nudge.send();
                return result;
            } catch (Throwable e) {
                rollBack(connection, e);
                throw e;
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    /** Wakes the relay. Call it after the commit, never before: a relay that looks too early finds nothing. */
    public void nudge() {
        nudge.send();
    }

    private static void rollBack(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** What runs inside the transaction of {@link Outbox#inTransaction}. */
    @FunctionalInterface
    public interface TransactionalWork<T> {
        /** The messages added are inserted after this returns. Do not commit: that is done for you. */
        T run(Connection connection, OutboxBuffer messages) throws Exception;
    }
}
