package io.holdfast.outbox.sidecar;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a database that is still starting, as it may when both are started together; not for one that refuses. */
final class DatabaseWait {
    private static final Logger log = LoggerFactory.getLogger(DatabaseWait.class);

    private DatabaseWait() {}

    static Connection connect(DataSource dataSource, Duration limit) throws SQLException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                return dataSource.getConnection();
            } catch (SQLException e) {
                if (!startsLater(e) || System.nanoTime() - end >= 0) throw e;
                log.warn("the database cannot be reached yet: {}", e.getMessage());
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    /** Class 08 is a failed connection, 57P03 a server that is starting up. */
    private static boolean startsLater(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("08") || state.equals("57P03"));
    }
}
