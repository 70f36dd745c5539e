package io.holdfast.outbox.store;

import static java.util.Objects.requireNonNull;

import io.holdfast.outbox.OutboxTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The parked table as an operator sees it. Requests are noted here and carried out by the relay that owns the shard, so
 * they never race with it.
 */
public final class ParkedRows {
    private final OutboxTable table;

    public ParkedRows(OutboxTable table) {
        this.table = requireNonNull(table, "table");
    }

    /**
     * A rejected or dead row.
     *
     * @param behind rows of its key that wait behind it
     * @param request asked for and not yet carried out; null for none
     */
    public record Parked(
            String id,
            String aggregateType,
            String aggregateId,
            String type,
            long seq,
            String state,
            String reason,
            long behind,
            Instant parkedAt,
            String request) {}

    /** The first {@code limit} rejected and dead rows, oldest first. */
    public List<Parked> list(Connection connection, int limit) throws SQLException {
        String sql =
                "SELECT p.id, p.aggregatetype, p.aggregateid, p.type, p.seq, p.state, p.reason, (SELECT count(*) FROM "
                        + table.parkedTable()
                        + " b WHERE b.aggregatetype = p.aggregatetype AND b.aggregateid = p.aggregateid"
                        + " AND b.state = 'behind' AND p.state = 'rejected'), p.parked_at, p.request FROM "
                        + table.parkedTable() + " p WHERE p.state <> 'behind' ORDER BY p.parked_at, p.seq LIMIT ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setInt(1, limit);
            List<Parked> rows = new ArrayList<>();
            try (ResultSet r = select.executeQuery()) {
                while (r.next())
                    rows.add(new Parked(
                            r.getString(1),
                            r.getString(2),
                            r.getString(3),
                            r.getString(4),
                            r.getLong(5),
                            r.getString(6),
                            r.getString(7),
                            r.getLong(8),
                            r.getTimestamp(9).toInstant(),
                            r.getString(10)));
            }
            return rows;
        }
    }

    /**
     * Asks for a rejected row to be published again with all that wait behind it ({@code redrive}), or to be given up
     * so that they go on without it ({@code skip}).
     *
     * @param who noted in the row
     * @return rejected rows of this id: 0 or 1
     */
    public int request(Connection connection, String id, String request, String who) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE " + table.parkedTable()
                + " SET request = ?, requested_by = ? WHERE id = ? AND state = 'rejected'")) {
            update.setString(1, request);
            update.setString(2, who);
            update.setString(3, id);
            return update.executeUpdate();
        }
    }

    /** As {@link #request}, for every rejected row. */
    public int requestAll(Connection connection, String request, String who) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE " + table.parkedTable() + " SET request = ?, requested_by = ? WHERE state = 'rejected'")) {
            update.setString(1, request);
            update.setString(2, who);
            return update.executeUpdate();
        }
    }
}
