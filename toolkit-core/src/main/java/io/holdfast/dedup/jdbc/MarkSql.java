package io.holdfast.dedup.jdbc;

import io.holdfast.dedup.MessageId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/** The statements of {@link JdbcTransactionalStore} in one dialect. Stateless; any thread. */
interface MarkSql {

    Set<MessageId> insert(Connection connection, String consumer, Set<MessageId> ids) throws SQLException;

    boolean holds(Connection connection, String consumer, MessageId id) throws SQLException;

    /** Deletes old marks of one consumer if no other connection does so now; the caller commits. */
    int sweep(Connection connection, String consumer, Duration window, int atMost) throws SQLException;
}
