package io.holdfast.dedup.jdbc;

import io.holdfast.dedup.LeaseStore.Claim;
import io.holdfast.dedup.MessageId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** H2: for each id take over, or else insert, or else read why neither was possible. */
final class H2LeaseSql implements LeaseSql {
    private final String takeOver;
    private final String insert;
    private final String read;
    private final String complete;
    private final String release;
    private final String sweep;

    H2LeaseSql(LeaseTable table) {
        Map<String, String> names = table.names();
        this.takeOver = SqlText.fill("""
                update ${table} set ${token} = ?, ${lease_until} = dateadd(microsecond, ?, current_timestamp)
                where ${consumer} = ? and ${message_id} = ? and ${done_at} is null
                and (${lease_until} <= current_timestamp or ${token} = ?)""", names);
        this.insert = SqlText.fill("""
                insert into ${table} (${consumer}, ${message_id}, ${token}, ${lease_until})
                values (?, ?, ?, dateadd(microsecond, ?, current_timestamp))""", names);
        this.read = SqlText.fill("""
                select ${done_at} is not null, datediff(millisecond, current_timestamp, ${lease_until})
                from ${table} where ${consumer} = ? and ${message_id} = ?""", names);
        this.complete = SqlText.fill("""
                update ${table} set ${done_at} = coalesce(${done_at}, current_timestamp)
                where ${consumer} = ? and ${message_id} = ? and ${token} = ?""", names);
        this.release = SqlText.fill("""
                delete from ${table}
                where ${consumer} = ? and ${message_id} = ? and ${token} = ? and ${done_at} is null""", names);
        this.sweep = SqlText.fill("""
                delete from ${table}
                where ${consumer} = ?
                and coalesce(${done_at}, ${lease_until}) < dateadd(microsecond, -?, current_timestamp)
                fetch first ? rows only""", names);
    }

    @Override
    public Map<MessageId, Claim> claim(
            Connection connection, String consumer, UUID token, Set<MessageId> ids, Duration lease)
            throws SQLException {
        Map<MessageId, Claim> claims = new HashMap<>(2 * ids.size());
        for (String id : MySql.sorted(ids))
            claims.put(new MessageId(id), claim(connection, consumer, token, id, Postgres.micros(lease)));
        return claims;
    }

    private Claim claim(Connection connection, String consumer, UUID token, String id, long micros)
            throws SQLException {
        if (H2.update(connection, takeOver, token, micros, consumer, id, token) == 1) return Claim.FIRST;
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setString(1, consumer);
            statement.setString(2, id);
            statement.setObject(3, token);
            statement.setLong(4, micros);
            if (H2.insert(statement)) return Claim.FIRST;
        }
        return read(connection, consumer, id);
    }

    private Claim read(Connection connection, String consumer, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(read)) {
            statement.setString(1, consumer);
            statement.setString(2, id);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) return Claim.busy(Duration.ZERO);
                return row.getBoolean(1) ? Claim.DUPLICATE : Claim.busy(Duration.ofMillis(row.getLong(2)));
            }
        }
    }

    @Override
    public Set<MessageId> complete(Connection connection, String consumer, UUID token, Set<MessageId> ids)
            throws SQLException {
        Set<MessageId> done = new HashSet<>(2 * ids.size());
        for (MessageId id : ids) if (H2.update(connection, complete, consumer, id.text(), token) == 1) done.add(id);
        return done;
    }

    @Override
    public void release(Connection connection, String consumer, UUID token, Set<MessageId> ids) throws SQLException {
        for (MessageId id : ids) H2.update(connection, release, consumer, id.text(), token);
    }

    @Override
    public int sweep(Connection connection, String consumer, Duration window, int atMost) throws SQLException {
        return H2.update(connection, sweep, consumer, Postgres.micros(window), atMost);
    }
}
