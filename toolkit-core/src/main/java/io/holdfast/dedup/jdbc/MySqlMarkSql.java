package io.holdfast.dedup.jdbc;

import io.holdfast.dedup.MessageId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * MySQL: an insert of many rows does not say which were new, so the rows carry a token and are read back.
 *
 * <p>{@code insert ignore} would be shorter and would also ignore ids cut to the width of the column.
 */
final class MySqlMarkSql implements MarkSql {
    private final Map<String, String> names;

    MySqlMarkSql(MarkTable table) {
        this.names = table.names();
    }

    @Override
    public Set<MessageId> insert(Connection connection, String consumer, Set<MessageId> ids) throws SQLException {
        List<String> sorted = MySql.sorted(ids);
        String token = UUID.randomUUID().toString();
        insert(connection, consumer, sorted, token);
        return withToken(connection, consumer, sorted, token);
    }

    private void insert(Connection connection, String consumer, List<String> ids, String token) throws SQLException {
        String sql = SqlText.fill("""
                insert into ${table} (${consumer}, ${message_id}, token, ${marked_at}) values %s
                on duplicate key update ${message_id} = ${table}.${message_id}""".formatted(MySql.list("(?, ?, ?, utc_timestamp(6))", ids.size())), names);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = 1;
            for (String id : ids) {
                statement.setString(at++, consumer);
                statement.setString(at++, id);
                statement.setString(at++, token);
            }
            statement.executeUpdate();
        }
    }

    private Set<MessageId> withToken(Connection connection, String consumer, List<String> ids, String token)
            throws SQLException {
        String sql = SqlText.fill(
                "select ${message_id}, token = ? from ${table} where ${consumer} = ? and ${message_id} in (%s)"
                        .formatted(MySql.list("?", ids.size())),
                names);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, token);
            statement.setString(2, consumer);
            MySql.bind(statement, 3, ids);
            Set<MessageId> fresh = new HashSet<>(2 * ids.size());
            try (ResultSet row = statement.executeQuery()) {
                int found = 0;
                for (; row.next(); found++) if (row.getBoolean(2)) fresh.add(new MessageId(row.getString(1)));
                requireAll(found, ids.size());
            }
            return fresh;
        }
    }

    /** Every id is there now, by us or by another, unless a lenient {@code sql_mode} has cut it, or its mark was just swept. */
    private static void requireAll(int found, int asked) throws SQLException {
        if (found < asked)
            throw new SQLException(
                    (asked - found) + " of " + asked + " ids are not in the table after their insert", "22001");
    }

    @Override
    public boolean holds(Connection connection, String consumer, MessageId id) throws SQLException {
        String sql = SqlText.fill("select 1 from ${table} where ${consumer} = ? and ${message_id} = ?", names);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, consumer);
            statement.setString(2, id.text());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    @Override
    public int sweep(Connection connection, String consumer, Duration window, int atMost) throws SQLException {
        if (!MySql.lock(connection, names.get("table"))) return 0;
        String sql = SqlText.fill("""
                delete from ${table}
                where ${consumer} = ? and ${marked_at} < utc_timestamp(6) - interval ? microsecond limit ?""", names);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, consumer);
            statement.setLong(2, Postgres.micros(window));
            statement.setInt(3, atMost);
            return statement.executeUpdate();
        } finally {
            MySql.unlock(connection, names.get("table"));
        }
    }
}
