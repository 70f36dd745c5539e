package io.holdfast.dedup.jdbc;

import io.holdfast.dedup.DedupStoreException;
import io.holdfast.dedup.MessageId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** The table of a store: how it is made, whether it will do, and what is wrong when the database says no. */
final class Table {
    private final DataSource database;
    private final Dialect dialect;
    private final String name;
    private final String messageIdColumn;
    private final List<String> versions;

    Table(DataSource database, Dialect dialect, String kind, Map<String, String> names) {
        this.database = database;
        this.dialect = dialect;
        this.name = names.get("table");
        this.messageIdColumn = names.get("message_id");
        this.versions = SqlText.versions(dialect, kind, names);
    }

    String ddl() {
        return String.join("\n", versions);
    }

    void migrate() {
        transact("create", connection -> {
            dialect.lockForMigration(connection);
            try (Statement statement = connection.createStatement()) {
                for (String version : versions) for (String sql : SqlText.statements(version)) statement.execute(sql);
            }
            return null;
        });
    }

    void verify() {
        transact("read", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet none =
                            statement.executeQuery("select " + messageIdColumn + " from " + name + " where 1 = 0")) {
                int width = none.getMetaData().getPrecision(1);
                if (width < MessageId.MAX_LENGTH)
                    throw new DedupStoreException("column " + messageIdColumn + " of table " + name + " holds " + width
                            + " characters, message ids have up to " + MessageId.MAX_LENGTH + "; widen the column");
            }
            return null;
        });
    }

    /** Runs {@code work} in a transaction of its own. */
    <T> T transact(String verb, Work<T> work) {
        return on(verb, false, connection -> {
            boolean committed = false;
            try {
                T result = work.with(connection);
                connection.commit();
                committed = true;
                return result;
            } finally {
                if (!committed) rollBack(connection);
            }
        });
    }

    /** Runs {@code work}, each statement of which commits by itself, saving the round trip of a commit. */
    <T> T call(String verb, Work<T> work) {
        return on(verb, true, work);
    }

    private <T> T on(String verb, boolean autoCommit, Work<T> work) {
        try (Connection connection = database.getConnection()) {
            boolean before = connection.getAutoCommit();
            if (before != autoCommit) connection.setAutoCommit(autoCommit);
            try {
                return work.with(connection);
            } finally {
                if (before != autoCommit) connection.setAutoCommit(before);
            }
        } catch (SQLException e) {
            throw explain(verb, e);
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // the exception that brought us here says more, and a connection without a session has nothing to roll back
        }
    }

    DedupStoreException explain(String verb, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String what = "cannot " + verb + " table " + name + ": ";
        if (state.equals(dialect.noSuchTable))
            return new DedupStoreException(
                    what + "it does not exist; create it with migrate() or the SQL that ddl() gives", e);
        if (dialect.notPermitted(e))
            return new DedupStoreException(
                    what + "permission denied; grant select, insert, update and delete to this user", e);
        if (state.equals("22001"))
            return new DedupStoreException(
                    what + "a column is too short; message ids need " + MessageId.MAX_LENGTH + " characters", e);
        return new DedupStoreException(what + e.getMessage(), e);
    }

    /** Something done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }
}
