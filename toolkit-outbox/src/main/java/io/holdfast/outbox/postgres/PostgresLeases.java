package io.holdfast.outbox.postgres;

import io.holdfast.outbox.OutboxTable;
import io.holdfast.outbox.store.Beat;
import io.holdfast.outbox.store.ShardEpoch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Lease rows: who owns which shard, until when on the database's clock, in which epoch. */
final class PostgresLeases {
    private static final String EXPIRY = "clock_timestamp() + make_interval(secs => ?)";

    private final String leases;
    private final String relays;

    PostgresLeases(OutboxTable table) {
        this.leases = table.leaseTable();
        this.relays = table.relayTable();
    }

    Beat beat(Connection connection, String owner, Duration lease, Collection<Integer> release) throws SQLException {
        double seconds = lease.toMillis() / 1000.0;
        free(connection, owner, release);
        int members = present(connection, owner, seconds);
        List<ShardEpoch> held = renew(connection, owner, seconds);
        Beat renewed = new Beat(held, members, count(connection));
        int wanted = renewed.fairShare() - held.size();
        if (wanted <= 0 || !release.isEmpty()) return renewed;
        held.addAll(take(connection, owner, seconds, wanted));
        return new Beat(held, members, renewed.shards());
    }

    void leave(Connection connection, String owner) throws SQLException {
        update(connection, "UPDATE " + leases + " SET owner = NULL, expires_at = NULL WHERE owner = ?", owner);
        update(connection, "DELETE FROM " + relays + " WHERE instance = ?", owner);
    }

    /** Whether {@code owned} is still so; if it is, it stays so until the transaction ends. */
    boolean lock(Connection connection, String owner, ShardEpoch owned) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT 1 FROM " + leases + " WHERE shard = ? AND epoch = ? AND owner = ? FOR UPDATE")) {
            select.setInt(1, owned.shard());
            select.setLong(2, owned.epoch());
            select.setString(3, owner);
            try (ResultSet result = select.executeQuery()) {
                return result.next();
            }
        }
    }

    private void free(Connection connection, String owner, Collection<Integer> release) throws SQLException {
        if (release.isEmpty()) return;
        try (PreparedStatement update = connection.prepareStatement("UPDATE " + leases
                + " SET owner = NULL, expires_at = NULL WHERE owner = ? AND shard = ANY (?::int4[])")) {
            update.setString(1, owner);
            update.setArray(2, connection.createArrayOf("int4", release.toArray()));
            update.executeUpdate();
        }
    }

    private int present(Connection connection, String owner, double seconds) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("INSERT INTO " + relays
                + " (instance, expires_at) VALUES (?, " + EXPIRY
                + ") ON CONFLICT (instance) DO UPDATE SET expires_at = excluded.expires_at")) {
            upsert.setString(1, owner);
            upsert.setDouble(2, seconds);
            upsert.executeUpdate();
        }
        return number(connection, "SELECT count(*) FROM " + relays + " WHERE expires_at > clock_timestamp()");
    }

    /** An expired lease is not renewed: whoever has let it lapse takes it anew, with a new epoch. */
    private List<ShardEpoch> renew(Connection connection, String owner, double seconds) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE " + leases + " SET expires_at = " + EXPIRY
                + " WHERE owner = ? AND expires_at > clock_timestamp() RETURNING shard, epoch")) {
            update.setDouble(1, seconds);
            update.setString(2, owner);
            return owned(update);
        }
    }

    private List<ShardEpoch> take(Connection connection, String owner, double seconds, int wanted) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE " + leases
                + " SET owner = ?, epoch = epoch + 1, expires_at = " + EXPIRY + " WHERE shard IN (SELECT shard FROM "
                + leases + " WHERE owner IS NULL OR expires_at <= clock_timestamp() ORDER BY shard LIMIT ?"
                + " FOR UPDATE SKIP LOCKED) RETURNING shard, epoch")) {
            update.setString(1, owner);
            update.setDouble(2, seconds);
            update.setInt(3, wanted);
            return owned(update);
        }
    }

    private static List<ShardEpoch> owned(PreparedStatement returning) throws SQLException {
        List<ShardEpoch> owned = new ArrayList<>();
        try (ResultSet result = returning.executeQuery()) {
            while (result.next()) owned.add(new ShardEpoch(result.getInt(1), result.getLong(2)));
        }
        return owned;
    }

    private int count(Connection connection) throws SQLException {
        return number(connection, "SELECT count(*) FROM " + leases);
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet result = select.executeQuery()) {
            result.next();
            return result.getInt(1);
        }
    }

    private static void update(Connection connection, String sql, String owner) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, owner);
            update.executeUpdate();
        }
    }
}
