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

/**
 * PostgreSQL: claim is one statement that takes what can be taken and reads what cannot.
 *
 * <p>The two halves see the same snapshot, so a row that another connection has inserted since is neither taken nor
 * seen; it is answered as busy for no time, and the next claim sees it.
 */
final class PostgresLeaseSql implements LeaseSql {
    private final LeaseTable table;
    private final String claim;
    private final String complete;
    private final String release;
    private final String sweep;

    PostgresLeaseSql(LeaseTable table) {
        this.table = table;
        this.claim = fill("""
                with asked as (
                    select id from unnest(?::text[]) as id),
                taken as (
                    insert into ${table} as l (${consumer}, ${message_id}, ${token}, ${lease_until})
                    select ?, id, ?, now() + ? * interval '1 microsecond' from asked
                    on conflict (${consumer}, ${message_id}) do update
                    set ${token} = excluded.${token}, ${lease_until} = excluded.${lease_until}
                    where l.${done_at} is null and (l.${lease_until} <= now() or l.${token} = excluded.${token})
                    returning ${message_id} as id)
                select asked.id, taken.id is not null, l.${done_at} is not null,
                       coalesce(extract(epoch from l.${lease_until} - now()) * 1000, 0)::bigint
                from asked
                left join taken on taken.id = asked.id
                left join ${table} as l on l.${consumer} = ? and l.${message_id} = asked.id""");
        this.complete = fill("""
                update ${table} set ${done_at} = coalesce(${done_at}, now())
                where ${consumer} = ? and ${message_id} = any (?) and ${token} = ?
                returning ${message_id}""");
        this.release = fill("""
                delete from ${table}
                where ${consumer} = ? and ${message_id} = any (?) and ${token} = ? and ${done_at} is null""");
        this.sweep = fill("""
                delete from ${table} where ctid = any (array(
                    select ctid from ${table}
                    where ${consumer} = ? and coalesce(${done_at}, ${lease_until}) < now() - ? * interval '1 microsecond'
                    limit ?))""");
    }

    private String fill(String sql) {
        return SqlText.fill(sql, table.names());
    }

    @Override
    public Map<MessageId, Claim> claim(
            Connection connection, String consumer, UUID token, Set<MessageId> ids, Duration lease)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(claim)) {
            statement.setArray(1, Postgres.sorted(connection, ids));
            statement.setString(2, consumer);
            statement.setObject(3, token);
            statement.setLong(4, Postgres.micros(lease));
            statement.setString(5, consumer);
            Map<MessageId, Claim> claims = new HashMap<>(2 * ids.size());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) claims.put(new MessageId(row.getString(1)), claim(row));
            }
            return claims;
        }
    }

    private static Claim claim(ResultSet row) throws SQLException {
        if (row.getBoolean(2)) return Claim.FIRST;
        if (row.getBoolean(3)) return Claim.DUPLICATE;
        return Claim.busy(Duration.ofMillis(row.getLong(4)));
    }

    @Override
    public Set<MessageId> complete(Connection connection, String consumer, UUID token, Set<MessageId> ids)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(complete)) {
            bind(statement, connection, consumer, token, ids);
            return Postgres.ids(statement.executeQuery(), new HashSet<>(2 * ids.size()));
        }
    }

    @Override
    public void release(Connection connection, String consumer, UUID token, Set<MessageId> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(release)) {
            bind(statement, connection, consumer, token, ids);
            statement.executeUpdate();
        }
    }

    private static void bind(
            PreparedStatement statement, Connection connection, String consumer, UUID token, Set<MessageId> ids)
            throws SQLException {
        statement.setString(1, consumer);
        statement.setArray(2, Postgres.sorted(connection, ids));
        statement.setObject(3, token);
    }

    @Override
    public int sweep(Connection connection, String consumer, Duration window, int atMost) throws SQLException {
        if (!Postgres.lockUntilCommit(connection, table.name())) return 0;
        try (PreparedStatement statement = connection.prepareStatement(sweep)) {
            statement.setString(1, consumer);
            statement.setLong(2, Postgres.micros(window));
            statement.setInt(3, atMost);
            return statement.executeUpdate();
        }
    }
}
