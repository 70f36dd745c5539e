package io.holdfast.dedup.jdbc;

import io.holdfast.dedup.MessageId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** PostgreSQL: ids travel as one array, and come back if they were new. */
final class PostgresMarkSql implements MarkSql {
    private final MarkTable table;
    private final String insert;
    private final String holds;
    private final String sweep;

    PostgresMarkSql(MarkTable table) {
        this.table = table;
        this.insert = SqlText.fill("""
                insert into ${table} (${consumer}, ${message_id})
                select ?, id from unnest(?::text[]) as id
                on conflict do nothing
                returning ${message_id}""", table.names());
        this.holds = SqlText.fill("select 1 from ${table} where ${consumer} = ? and ${message_id} = ?", table.names());
        this.sweep = SqlText.fill("""
                delete from ${table} where ctid = any (array(
                    select ctid from ${table}
                    where ${consumer} = ? and ${marked_at} < now() - ? * interval '1 microsecond'
                    limit ?))""", table.names());
    }

    @Override
    public Set<MessageId> insert(Connection connection, String consumer, Set<MessageId> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setString(1, consumer);
            statement.setArray(2, Postgres.sorted(connection, ids));
            return Postgres.ids(statement.executeQuery(), new HashSet<>(2 * ids.size()));
        }
    }

    @Override
    public boolean holds(Connection connection, String consumer, MessageId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(holds)) {
            statement.setString(1, consumer);
            statement.setString(2, id.text());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
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
