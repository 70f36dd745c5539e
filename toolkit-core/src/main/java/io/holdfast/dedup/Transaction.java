package io.holdfast.dedup;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection with an open transaction, given back as it was found. What is not committed when it closes is rolled back. */
final class Transaction implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Transaction.class);

    private final Connection connection;
    private final boolean autoCommit;
    private boolean open = true;

    private Transaction(Connection connection, boolean autoCommit) {
        this.connection = connection;
        this.autoCommit = autoCommit;
    }

    static Transaction begin(DataSource database) throws SQLException {
        Connection connection = database.getConnection();
        try {
            boolean autoCommit = connection.getAutoCommit();
            if (autoCommit) connection.setAutoCommit(false);
            return new Transaction(connection, autoCommit);
        } catch (SQLException | RuntimeException e) {
            try (connection) {
                throw e;
            }
        }
    }

    Connection connection() {
        return connection;
    }

    /** On failure nobody knows whether it committed, unless the exception says so. */
    void commit() throws SQLException {
        connection.commit();
        open = false;
    }

    /** False if the connection is gone; then the database rolls back by itself. */
    boolean rollBack() {
        try {
            if (open) connection.rollback();
            open = false;
            return true;
        } catch (SQLException e) {
            log.debug("rollback failed", e);
            return false;
        }
    }

    @Override
    public void close() {
        try (connection) {
            if (rollBack() && autoCommit) connection.setAutoCommit(true);
        } catch (SQLException e) {
            log.debug("connection not given back cleanly", e);
        }
    }
}
