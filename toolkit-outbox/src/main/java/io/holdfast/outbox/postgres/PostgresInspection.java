package io.holdfast.outbox.postgres;

import io.holdfast.outbox.OutboxTable;
import io.holdfast.outbox.store.OutboxTableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Looks at the table before the first row is read, so that what is wrong is said once and with its cure. */
final class PostgresInspection {
    private final OutboxTable table;
    private final Map<String, String> types = new LinkedHashMap<>();
    private final int shards;

    PostgresInspection(OutboxTable table, Connection connection) throws SQLException {
        this.table = table;
        requireTable(connection, table.name(), "ddl");
        readTypes(connection);
        requireColumns();
        requireRights(connection);
        requireAllRows(connection);
        requireUncachedSequence(connection);
        requireTable(connection, table.leaseTable(), "ddl");
        this.shards = number(connection, "SELECT count(*) FROM " + table.leaseTable());
        requireShards(connection);
    }

    int shards() {
        return shards;
    }

    TableShape shape() {
        return TableShape.of(
                table,
                types.get(fold(table.columns().payload())),
                has(table.columns().headers()),
                has("created_at"));
    }

    private void requireTable(Connection connection, String name, String command) throws SQLException {
        if (text(connection, "SELECT to_regclass(?)::text", name) == null)
            throw new OutboxTableException("table " + name + " does not exist in database " + connection.getCatalog()
                    + ": `holdfast-outbox " + command + "` prints what makes it, `holdfast-outbox migrate` runs it");
    }

    private void readTypes(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
                        + " WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped")) {
            select.setString(1, table.name());
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) types.put(result.getString(1), result.getString(2));
            }
        }
    }

    private boolean has(String column) {
        return types.containsKey(fold(column));
    }

    /** Unquoted names are folded so by the database. */
    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private void requireColumns() {
        OutboxTable.Columns c = table.columns();
        for (String column : List.of(c.id(), c.aggregateType(), c.aggregateId(), c.type(), c.payload()))
            if (!has(column))
                throw new OutboxTableException("table " + table.name() + " has no column " + column + ", only "
                        + types.keySet() + ": name the column in the configuration");
        for (String column : List.of(c.seq(), c.shard()))
            if (!has(column))
                throw new OutboxTableException(
                        "table " + table.name() + " has no column " + column
                                + ", without which there is no order to poll by: `holdfast-outbox ddl --adopt` prints what adds it");
    }

    private void requireRights(Connection connection) throws SQLException {
        for (String right : List.of("SELECT", "DELETE"))
            if (!"t"
                    .equals(text(connection, "SELECT has_table_privilege(?, '" + right + "')::text", table.name())
                            .substring(0, 1)))
                throw new OutboxTableException(
                        "user " + connection.getMetaData().getUserName() + " may not " + right + " on " + table.name()
                                + ": GRANT SELECT, INSERT, DELETE ON " + table.name() + " TO it");
    }

    /** A policy would hide rows, and a hidden row is a lost message. */
    private void requireAllRows(Connection connection) throws SQLException {
        if (text(connection, "SELECT row_security_active(?::regclass)::text", table.name())
                .startsWith("t"))
            throw new OutboxTableException("row-level security hides rows of " + table.name() + " from user "
                    + connection.getMetaData().getUserName() + ": give that user BYPASSRLS");
    }

    /** Sessions that draw numbers ahead insert them late, and order and floor are void. */
    private void requireUncachedSequence(Connection connection) throws SQLException {
        String cache = text(
                connection,
                "SELECT seqcache::text FROM pg_sequence WHERE seqrelid = pg_get_serial_sequence(?, '"
                        + table.columns().seq() + "')::regclass",
                table.name());
        if (cache != null && !cache.equals("1"))
            throw new OutboxTableException(
                    "the sequence of " + table.name() + "." + table.columns().seq() + " caches "
                            + cache + " numbers in each session, which voids their order: ALTER SEQUENCE "
                            + text(
                                    connection,
                                    "SELECT pg_get_serial_sequence(?, '"
                                            + table.columns().seq() + "')",
                                    table.name())
                            + " CACHE 1");
    }

    private void requireShards(Connection connection) throws SQLException {
        if (shards == 0)
            throw new OutboxTableException("table " + table.leaseTable() + " has no rows: there must be one per shard");
        int highest = number(connection, "SELECT coalesce(max(shard), -1) FROM " + table.leaseTable());
        if (highest != shards - 1)
            throw new OutboxTableException(
                    "table " + table.leaseTable() + " has " + shards + " rows but its highest shard is " + highest
                            + ": it must hold 0 to " + (shards - 1) + ", one row each");
        int outside =
                number(connection, "SELECT coalesce(max(" + table.columns().shard() + "), -1) FROM " + table.name());
        if (outside >= shards)
            throw new OutboxTableException("table " + table.name() + " has rows of shard " + outside + ", but "
                    + table.leaseTable() + " has only " + shards
                    + " shards: add the missing lease rows, or nobody will publish those rows");
    }

    private static String text(Connection connection, String sql, String argument) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, argument);
            try (ResultSet result = select.executeQuery()) {
                return result.next() ? result.getString(1) : null;
            }
        }
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet result = select.executeQuery()) {
            result.next();
            return result.getInt(1);
        }
    }
}
