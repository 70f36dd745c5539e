package io.holdfast.dedup.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** What both H2 tables need. The database is usually this process, so a statement for each id costs no round trip. */
final class H2 {
    private static final String DUPLICATE_KEY = "23505";

    private H2() {}

    /** Whether the row was new. A concurrent transaction with the same key is waited for. */
    static boolean insert(PreparedStatement statement) throws SQLException {
        try {
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            if (DUPLICATE_KEY.equals(e.getSQLState())) return false;
            throw e;
        }
    }

    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
            return statement.executeUpdate();
        }
    }
}
