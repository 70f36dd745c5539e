package io.holdfast.dedup.jdbc;

import io.holdfast.dedup.MessageId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** What both MySQL tables need. MySQL has no array parameters: lists of ids are lists of question marks. */
final class MySql {
    private static final int MOST_TRIES = 10;

    private MySql() {}

    static List<String> sorted(Set<MessageId> ids) {
        return ids.stream().map(MessageId::text).sorted().toList();
    }

    /** {@code what}, as often as there are ids, with commas between. */
    static String list(String what, int count) {
        return (what + ", ").repeat(count - 1) + what;
    }

    /** Binds and returns the next free place. */
    static int bind(PreparedStatement statement, int at, List<String> ids) throws SQLException {
        for (String id : ids) statement.setString(at++, id);
        return at;
    }

    /**
     * Repeats a statement that committed nothing because InnoDB chose it as the victim of a deadlock between gap locks,
     * which sorted ids alone do not prevent.
     */
    static int executeUpdate(PreparedStatement statement) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                return statement.executeUpdate();
            } catch (SQLException e) {
                if (tries == MOST_TRIES || !"40001".equals(e.getSQLState())) throw e;
            }
        }
    }

    /** Whether this session now has the lock that goes with {@code name}. */
    static boolean lock(Connection connection, String name) throws SQLException {
        return ask(connection, "select get_lock(?, 0)", name);
    }

    static void unlock(Connection connection, String name) throws SQLException {
        ask(connection, "select release_lock(?)", name);
    }

    private static boolean ask(Connection connection, String sql, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, lockName(name));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getInt(1) == 1;
            }
        }
    }

    /** Lock names have at most 64 characters; two tables that share one merely take turns. */
    private static String lockName(String name) {
        String full = "holdfast " + name;
        return full.length() <= 64 ? full : full.substring(0, 64);
    }
}
