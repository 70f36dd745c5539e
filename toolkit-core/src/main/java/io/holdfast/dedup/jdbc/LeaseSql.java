package io.holdfast.dedup.jdbc;

import io.holdfast.dedup.LeaseStore.Claim;
import io.holdfast.dedup.MessageId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The statements of {@link JdbcLeaseStore} in one dialect. Connections commit each statement, except for the sweep. */
interface LeaseSql {

    Map<MessageId, Claim> claim(Connection connection, String consumer, UUID token, Set<MessageId> ids, Duration lease)
            throws SQLException;

    /** The ids that are done now. */
    Set<MessageId> complete(Connection connection, String consumer, UUID token, Set<MessageId> ids) throws SQLException;

    void release(Connection connection, String consumer, UUID token, Set<MessageId> ids) throws SQLException;

    /** Deletes old marks and abandoned leases of one consumer if no other connection does so now. */
    int sweep(Connection connection, String consumer, Duration window, int atMost) throws SQLException;
}
