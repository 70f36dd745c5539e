package io.holdfast.outbox.postgres;

import static java.util.Objects.requireNonNull;

import io.holdfast.outbox.OutboxTable;
import io.holdfast.outbox.store.Backlog;
import io.holdfast.outbox.store.Beat;
import io.holdfast.outbox.store.Move;
import io.holdfast.outbox.store.OutboxRow;
import io.holdfast.outbox.store.ParkedKey;
import io.holdfast.outbox.store.RelayStore;
import io.holdfast.outbox.store.ShardEpoch;
import io.holdfast.outbox.store.ShardRead;
import io.holdfast.outbox.store.ShardRows;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@link RelayStore} for PostgreSQL. {@link #inspect} must have been called once before rows are read or moved. */
public final class PostgresStore implements RelayStore {
    private final OutboxTable table;
    private final PostgresLeases leases;
    private volatile TableShape shape;

    public PostgresStore(OutboxTable table) {
        this.table = requireNonNull(table, "table");
        this.leases = new PostgresLeases(table);
    }

    @Override
    public int inspect(Connection connection) throws SQLException {
        PostgresInspection inspection = new PostgresInspection(table, connection);
        shape = inspection.shape();
        return inspection.shards();
    }

    /** Reading goes by the index on (shard, seq) whatever the statistics say: they lag behind a queue. */
    @Override
    public void openReader(Connection connection) throws SQLException {
        execute(connection, "SET enable_seqscan = off");
        execute(connection, "SET enable_bitmapscan = off");
        execute(connection, "SET jit = off");
    }

    @Override
    public void openWriter(Connection connection) throws SQLException {
        execute(connection, "SET synchronous_commit = off");
        execute(connection, "SET enable_seqscan = off");
        execute(connection, "SET jit = off");
    }

    @Override
    public List<OutboxRow> fetch(Connection connection, List<ShardRead> from, Set<String> without, int inlineBytes)
            throws SQLException {
        TableShape known = shape();
        try (PreparedStatement select = connection.prepareStatement(known.fetchSql(!without.isEmpty()))) {
            int i = 1;
            select.setArray(
                    i++, shards(connection, from.stream().map(ShardRead::shard).toList()));
            select.setArray(
                    i++, seqs(connection, from.stream().map(ShardRead::after).toList()));
            select.setArray(
                    i++, shards(connection, from.stream().map(ShardRead::limit).toList()));
            select.setInt(i++, inlineBytes);
            if (!without.isEmpty()) select.setArray(i, connection.createArrayOf("text", without.toArray()));
            List<OutboxRow> rows = new ArrayList<>();
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) rows.add(row(result));
            }
            return rows;
        }
    }

    private static OutboxRow row(ResultSet result) throws SQLException {
        int length = result.getInt(8);
        if (result.wasNull()) length = -1;
        return new OutboxRow(
                result.getInt(1),
                result.getLong(2),
                result.getString(3),
                result.getString(4),
                result.getString(5),
                result.getString(6),
                result.getString(7),
                result.getBytes(9),
                length);
    }

    @Override
    public void loadPayloads(Connection connection, List<OutboxRow> rows) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(shape().payloadSql())) {
            for (OutboxRow row : rows) {
                select.setInt(1, row.shard());
                select.setLong(2, row.seq());
                try (ResultSet result = select.executeQuery()) {
                    if (result.next()) row.load(result.getBytes(1));
                }
            }
        }
    }

    @Override
    public int delete(Connection connection, String owner, List<ShardRows> rows) throws SQLException {
        List<Integer> shards = new ArrayList<>();
        List<Long> epochs = new ArrayList<>();
        List<Integer> rowShards = new ArrayList<>();
        List<Long> rowSeqs = new ArrayList<>();
        for (ShardRows part : rows) {
            shards.add(part.owned().shard());
            epochs.add(part.owned().epoch());
            for (Long seq : part.seqs()) {
                rowShards.add(part.owned().shard());
                rowSeqs.add(seq);
            }
        }
        try (PreparedStatement delete = connection.prepareStatement(shape().deleteSql())) {
            delete.setArray(1, shards(connection, shards));
            delete.setArray(2, seqs(connection, epochs));
            delete.setString(3, owner);
            delete.setArray(4, shards(connection, rowShards));
            delete.setArray(5, seqs(connection, rowSeqs));
            return delete.executeUpdate();
        }
    }

    @Override
    public int park(Connection connection, String owner, ShardEpoch owned, List<Move> moves) throws SQLException {
        return transaction(connection, () -> {
            if (!leases.lock(connection, owner, owned)) return 0;
            int moved = 0;
            try (PreparedStatement move = connection.prepareStatement(shape().parkSql())) {
                for (Move each : moves) {
                    move.setInt(1, owned.shard());
                    move.setLong(2, each.seq());
                    move.setString(3, each.state().word());
                    move.setString(4, each.reason());
                    moved += move.executeUpdate();
                }
            }
            return moved;
        });
    }

    @Override
    public Beat beat(Connection connection, String owner, Duration lease, Collection<Integer> release)
            throws SQLException {
        return transaction(connection, () -> leases.beat(connection, owner, lease, release));
    }

    @Override
    public void leave(Connection connection, String owner) throws SQLException {
        transaction(connection, () -> {
            leases.leave(connection, owner);
            return null;
        });
    }

    @Override
    public List<ParkedKey> parkedKeys(Connection connection, Collection<Integer> shards) throws SQLException {
        String sql = "SELECT shard, aggregatetype, aggregateid, min(seq), max(request) FROM " + table.parkedTable()
                + " WHERE shard = ANY (?) AND state <> 'dead'"
                + " GROUP BY shard, aggregatetype, aggregateid, CASE WHEN aggregateid IS NULL THEN seq END";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, shards(connection, shards));
            List<ParkedKey> keys = new ArrayList<>();
            try (ResultSet result = select.executeQuery()) {
                while (result.next())
                    keys.add(new ParkedKey(
                            result.getInt(1),
                            result.getString(2),
                            result.getString(3),
                            result.getLong(4),
                            result.getString(5)));
            }
            return keys;
        }
    }

    @Override
    public int release(Connection connection, String owner, ShardEpoch owned, ParkedKey key) throws SQLException {
        return transaction(connection, () -> {
            if (!leases.lock(connection, owner, owned)) return 0;
            try (PreparedStatement skip = connection.prepareStatement("UPDATE " + table.parkedTable()
                    + " SET state = 'dead', request = NULL, reason = 'skipped; ' || coalesce(reason, '')"
                    + " WHERE shard = ? AND state = 'rejected' AND request = 'skip' AND aggregatetype = ?"
                    + " AND (aggregateid = ? OR aggregateid IS NULL AND seq = ?)")) {
                bind(skip, owned, key);
                skip.executeUpdate();
            }
            try (PreparedStatement back = connection.prepareStatement(shape().releaseSql())) {
                bind(back, owned, key);
                return back.executeUpdate();
            }
        });
    }

    private static void bind(PreparedStatement statement, ShardEpoch owned, ParkedKey key) throws SQLException {
        statement.setInt(1, owned.shard());
        statement.setString(2, key.aggregateType());
        statement.setString(3, key.aggregateId());
        statement.setLong(4, key.seq());
    }

    /**
     * Whoever has drawn a seq holds the table's row-exclusive lock until its transaction ends, and the lock view shows
     * it to everybody, prepared transactions included. Our own deletes come and go under the same lock.
     */
    @Override
    public Optional<Set<String>> writers(Connection connection) throws SQLException {
        Set<String> writers = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND granted"
                        + " AND mode = 'RowExclusiveLock' AND relation = ?::regclass"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")) {
            select.setString(1, table.name());
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) writers.add(result.getString(1));
            }
        }
        return Optional.of(writers);
    }

    @Override
    public Backlog backlog(Connection connection, long cap) throws SQLException {
        String sql = "SELECT (SELECT count(*) FROM (SELECT 1 FROM " + table.name() + " LIMIT ?) o),"
                + " count(*) FILTER (WHERE state = 'rejected'), count(*) FILTER (WHERE state <> 'dead'),"
                + " count(*) FILTER (WHERE state = 'dead') FROM " + table.parkedTable();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, cap + 1);
            try (ResultSet result = select.executeQuery()) {
                result.next();
                long rows = result.getLong(1);
                return new Backlog(
                        Math.min(rows, cap),
                        rows > cap,
                        result.getLong(2),
                        result.getLong(3),
                        result.getLong(4),
                        oldest(connection));
            }
        }
    }

    /** The first row of each shard is near enough to its oldest: seq and time of writing go together. */
    private double oldest(Connection connection) throws SQLException {
        if (!shape().hasCreatedAt()) return -1;
        String first = "(SELECT o.created_at FROM " + table.name() + " o WHERE o."
                + table.columns().shard() + " = l.shard ORDER BY o."
                + table.columns().seq() + " LIMIT 1)";
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT coalesce(extract(epoch FROM clock_timestamp() - min("
                                + first + ")), 0) FROM " + table.leaseTable() + " l");
                ResultSet result = select.executeQuery()) {
            result.next();
            return result.getDouble(1);
        }
    }

    private TableShape shape() {
        TableShape known = shape;
        if (known == null) throw new IllegalStateException("inspect() has not been called");
        return known;
    }

    private static Array shards(Connection connection, Collection<Integer> shards) throws SQLException {
        return connection.createArrayOf("int4", shards.toArray());
    }

    private static Array seqs(Connection connection, Collection<Long> seqs) throws SQLException {
        return connection.createArrayOf("int8", seqs.toArray());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @FunctionalInterface
    private interface Body<T> {
        T run() throws SQLException;
    }

    private static <T> T transaction(Connection connection, Body<T> body) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = body.run();
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
