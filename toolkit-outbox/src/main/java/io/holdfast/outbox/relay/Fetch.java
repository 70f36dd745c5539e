package io.holdfast.outbox.relay;

import io.holdfast.outbox.store.OutboxRow;
import io.holdfast.outbox.store.RelayStore;
import io.holdfast.outbox.store.ShardRead;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One read of several shards in one round trip, bounded in rows and in bytes.
 *
 * <p>A shard known to have more gets the larger part of the batch, and only half of such shards are read at a time: the
 * other half is then being sent and deleted meanwhile. The plan is made on the loop thread, run on the reading lane.
 */
final class Fetch {
    /** Rows of a shard of which nothing is known. */
    private static final int COLD = 64;

    private static final int LEAST_INLINE = 512;

    private final RelayOptions options;
    private final int maxRequestSize;
    private final RelayStore store;

    Fetch(RelayOptions options, int maxRequestSize, RelayStore store) {
        this.options = options;
        this.maxRequestSize = maxRequestSize;
        this.store = store;
    }

    /**
     * What to read.
     *
     * @param whole whether all idle shards are in it, so that finding nothing means that there is nothing
     */
    record Plan(
            List<ShardState> shards,
            List<ShardRead> reads,
            List<Long> proven,
            Set<String> without,
            int inlineBytes,
            boolean whole) {}

    Plan plan(List<ShardState> idle, int owned, Set<String> without, long now, boolean whole) {
        List<ShardState> hot = idle.stream().filter(ShardState::hot).toList();
        List<ShardState> chosen = new ArrayList<>(hot.subList(0, Math.min(hot.size(), (owned + 1) / 2)));
        int hotShare = hot.isEmpty() ? 0 : Math.max(COLD, options.batchRows() / chosen.size());
        if (whole) idle.stream().filter(s -> !s.hot()).forEach(chosen::add);
        List<ShardRead> reads = new ArrayList<>(chosen.size());
        List<Long> proven = new ArrayList<>(chosen.size());
        int rows = 0;
        for (int i = 0; i < chosen.size(); i++) {
            ShardState shard = chosen.get(i);
            int limit = shard.hot() ? hotShare : COLD;
            rows += limit;
            reads.add(new ShardRead(shard.shard(), shard.cursor().next(now, !without.isEmpty()), limit));
            proven.add(shard.cursor().provenSoFar());
        }
        int inline = (int) Math.max(LEAST_INLINE, options.inFlightBytes() / 2 / rows);
        return new Plan(chosen, reads, proven, without, inline, whole);
    }

    List<Cycle> run(Connection connection, Plan plan) throws SQLException {
        long began = System.nanoTime();
        Map<Integer, List<OutboxRow>> rows = new HashMap<>();
        for (OutboxRow row : store.fetch(connection, plan.reads(), plan.without(), plan.inlineBytes()))
            rows.computeIfAbsent(row.shard(), s -> new ArrayList<>()).add(row);
        long took = System.nanoTime() - began;
        List<Cycle> cycles = new ArrayList<>(plan.shards().size());
        long[] budget = {options.inFlightBytes() / 2};
        for (int i = 0; i < plan.shards().size(); i++) {
            List<OutboxRow> found = rows.getOrDefault(plan.reads().get(i).shard(), List.of());
            List<OutboxRow> kept = load(connection, found, budget);
            boolean truncated = kept.size() < found.size()
                    || found.size() >= plan.reads().get(i).limit();
            cycles.add(new Cycle(
                    plan.shards().get(i),
                    kept,
                    truncated,
                    !plan.without().isEmpty(),
                    plan.proven().get(i),
                    took));
        }
        return cycles;
    }

    /** Large payloads are read one by one while they fit; what does not fit now is read again later. */
    private List<OutboxRow> load(Connection connection, List<OutboxRow> rows, long[] budget) throws SQLException {
        for (int i = 0; i < rows.size(); i++) {
            OutboxRow row = rows.get(i);
            // One that can never be sent need not be read to be rejected.
            boolean needed = !row.loaded() && RecordMaker.smallestSize(row) <= maxRequestSize;
            boolean first = budget[0] == options.inFlightBytes() / 2;
            if (needed && budget[0] < row.bytes() && !first) return rows.subList(0, i);
            if (needed) store.loadPayloads(connection, List.of(row));
            if (needed && !row.loaded()) return rows.subList(0, i);
            budget[0] -= needed ? row.bytes() : 0;
        }
        return rows;
    }
}
