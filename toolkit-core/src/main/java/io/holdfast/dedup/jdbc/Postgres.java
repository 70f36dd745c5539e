package io.holdfast.dedup.jdbc;

import io.holdfast.dedup.MessageId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What both PostgreSQL tables need. */
final class Postgres {
    private Postgres() {}

    /** In one order everywhere, so that two batches never wait for each other's rows crosswise. */
    static Array sorted(Connection connection, Set<MessageId> ids) throws SQLException {
        return connection.createArrayOf(
                "text", ids.stream().map(MessageId::text).sorted().toArray(String[]::new));
    }

    static Set<MessageId> ids(ResultSet rows, Set<MessageId> ids) throws SQLException {
        try (rows) {
            while (rows.next()) ids.add(new MessageId(rows.getString(1)));
            return ids;
        }
    }

    static long micros(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }

    static void waitForLock(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select pg_advisory_xact_lock(hashtextextended(?, 0))")) {
            statement.setString(1, name);
            statement.execute();
        }
    }

    /** Whether this transaction now has the advisory lock that goes with {@code name}. */
    static boolean lockUntilCommit(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select pg_try_advisory_xact_lock(hashtextextended(?, 0))")) {
            statement.setString(1, "holdfast sweep " + name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
