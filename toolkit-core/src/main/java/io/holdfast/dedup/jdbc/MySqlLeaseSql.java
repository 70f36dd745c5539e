package io.holdfast.dedup.jdbc;

import io.holdfast.dedup.LeaseStore.Claim;
import io.holdfast.dedup.MessageId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * MySQL: one statement takes what can be taken, a second reads who has what. Between the two another may complete or
 * take over; the answer is then younger than the claim, never wrong about whose token it is.
 *
 * <p>Assignments of an update happen from left to right: the token is decided by the old end of the lease, the new end
 * by the new token.
 */
final class MySqlLeaseSql implements LeaseSql {
    private final Map<String, String> names;

    MySqlLeaseSql(LeaseTable table) {
        this.names = table.names();
    }

    @Override
    public Map<MessageId, Claim> claim(
            Connection connection, String consumer, UUID token, Set<MessageId> ids, Duration lease)
            throws SQLException {
        List<String> sorted = MySql.sorted(ids);
        take(connection, consumer, token, sorted, lease);
        return read(connection, consumer, token, sorted);
    }

    private void take(Connection connection, String consumer, UUID token, List<String> ids, Duration lease)
            throws SQLException {
        String sql = SqlText.fill(
                """
                insert into ${table} (${consumer}, ${message_id}, ${token}, ${lease_until}) values %s
                on duplicate key update
                ${token} = if(${done_at} is null and (${lease_until} <= utc_timestamp(6) or ${token} = values(${token})),
                              values(${token}), ${token}),
                ${lease_until} = if(${done_at} is null and ${token} = values(${token}),
                              values(${lease_until}), ${lease_until})""".formatted(MySql.list("(?, ?, ?, utc_timestamp(6) + interval ? microsecond)", ids.size())), names);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = 1;
            for (String id : ids) {
                statement.setString(at++, consumer);
                statement.setString(at++, id);
                statement.setString(at++, token.toString());
                statement.setLong(at++, Postgres.micros(lease));
            }
            MySql.executeUpdate(statement);
        }
    }

    private Map<MessageId, Claim> read(Connection connection, String consumer, UUID token, List<String> ids)
            throws SQLException {
        String sql = SqlText.fill("""
                select ${message_id}, ${done_at} is not null, ${token} = ?,
                       timestampdiff(microsecond, utc_timestamp(6), ${lease_until})
                from ${table} where ${consumer} = ? and ${message_id} in (%s)""".formatted(MySql.list("?", ids.size())), names);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, token.toString());
            statement.setString(2, consumer);
            MySql.bind(statement, 3, ids);
            Map<MessageId, Claim> claims = new HashMap<>(2 * ids.size());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) claims.put(new MessageId(row.getString(1)), claim(row));
            }
            return claims;
        }
    }

    private static Claim claim(ResultSet row) throws SQLException {
        if (row.getBoolean(2)) return Claim.DUPLICATE;
        if (row.getBoolean(3)) return Claim.FIRST;
        return Claim.busy(Duration.of(row.getLong(4), ChronoUnit.MICROS));
    }

    @Override
    public Set<MessageId> complete(Connection connection, String consumer, UUID token, Set<MessageId> ids)
            throws SQLException {
        List<String> sorted = MySql.sorted(ids);
        update(connection, """
                update ${table} set ${done_at} = coalesce(${done_at}, utc_timestamp(6))
                where ${consumer} = ? and ${token} = ? and ${message_id} in (%s)""", consumer, token, sorted);
        String sql = SqlText.fill("""
                select ${message_id} from ${table}
                where ${consumer} = ? and ${token} = ? and ${done_at} is not null and ${message_id} in (%s)""".formatted(MySql.list("?", sorted.size())), names);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, consumer);
            statement.setString(2, token.toString());
            MySql.bind(statement, 3, sorted);
            return Postgres.ids(statement.executeQuery(), new HashSet<>(2 * sorted.size()));
        }
    }

    @Override
    public void release(Connection connection, String consumer, UUID token, Set<MessageId> ids) throws SQLException {
        update(connection, """
                delete from ${table}
                where ${consumer} = ? and ${token} = ? and ${done_at} is null and ${message_id} in (%s)""", consumer, token, MySql.sorted(ids));
    }

    private void update(Connection connection, String sql, String consumer, UUID token, List<String> ids)
            throws SQLException {
        String filled = SqlText.fill(sql.formatted(MySql.list("?", ids.size())), names);
        try (PreparedStatement statement = connection.prepareStatement(filled)) {
            statement.setString(1, consumer);
            statement.setString(2, token.toString());
            MySql.bind(statement, 3, ids);
            MySql.executeUpdate(statement);
        }
    }

    @Override
    public int sweep(Connection connection, String consumer, Duration window, int atMost) throws SQLException {
        if (!MySql.lock(connection, names.get("table"))) return 0;
        String sql = SqlText.fill("""
                delete from ${table}
                where ${consumer} = ? and coalesce(${done_at}, ${lease_until}) < utc_timestamp(6) - interval ? microsecond
                limit ?""", names);
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
