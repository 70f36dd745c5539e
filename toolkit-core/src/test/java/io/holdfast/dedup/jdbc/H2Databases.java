package io.holdfast.dedup.jdbc;

import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** Databases in the memory of this JVM, each with a name of its own, gone with it. */
final class H2Databases {
    private static final AtomicLong NUMBER = new AtomicLong();

    private H2Databases() {}

    static DataSource fresh() {
        String url = "jdbc:h2:mem:dedup" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000";
        return JdbcConnectionPool.create(url, "sa", "");
    }
}
