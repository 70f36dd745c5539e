package io.holdfast.dedup.jdbc;

import io.holdfast.dedup.MessageId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** H2: a statement that fails does not spoil its transaction, so a key that is there already is simply no news. */
final class H2MarkSql implements MarkSql {
    private final String insert;
    private final String holds;
    private final String sweep;

    H2MarkSql(MarkTable table) {
        this.insert = SqlText.fill("insert into ${table} (${consumer}, ${message_id}) values (?, ?)", table.names());
        this.holds = SqlText.fill("select 1 from ${table} where ${consumer} = ? and ${message_id} = ?", table.names());
        this.sweep = SqlText.fill("""
                delete from ${table}
                where ${consumer} = ? and ${marked_at} < dateadd(microsecond, -?, current_timestamp)
                fetch first ? rows only""", table.names());
    }

    @Override
    public Set<MessageId> insert(Connection connection, String consumer, Set<MessageId> ids) throws SQLException {
        Set<MessageId> fresh = new HashSet<>(2 * ids.size());
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setString(1, consumer);
            for (String id : MySql.sorted(ids)) {
                statement.setString(2, id);
                if (H2.insert(statement)) fresh.add(new MessageId(id));
            }
        }
        return fresh;
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
        return H2.update(connection, sweep, consumer, Postgres.micros(window), atMost);
    }
}
