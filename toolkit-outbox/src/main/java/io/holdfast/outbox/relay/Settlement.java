package io.holdfast.outbox.relay;

import io.holdfast.outbox.store.Move;
import io.holdfast.outbox.store.OutboxRow;
import io.holdfast.outbox.store.ParkedKey;
import io.holdfast.outbox.store.RelayStore;
import io.holdfast.outbox.store.ShardRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out of the table what is done with: published rows are deleted, rejected ones and those behind them parked. All
 * cycles that have ended meanwhile go in one statement. Loop thread; the statements run on the writing lane.
 */
final class Settlement {
    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    private final RelayOptions options;
    private final RelayStore store;
    private final Lane writing;
    private final KeyBars bars;
    private final RelayMeters meters;
    private final List<Cycle> waiting = new ArrayList<>();
    private boolean open;

    /** A cycle whose rows have left the table. */
    @FunctionalInterface
    interface Settled {
        void settled(Cycle cycle, int acked);
    }

    Settlement(RelayOptions options, RelayStore store, Lane writing, KeyBars bars, RelayMeters meters) {
        this.options = options;
        this.store = store;
        this.writing = writing;
        this.bars = bars;
        this.meters = meters;
    }

    void add(Cycle cycle) {
        AckedPrefix.keep(cycle.rows(), cycle.fates());
        for (int i = 0; i < cycle.fates().length; i++) {
            OutboxRow row = cycle.rows().get(i);
            if (cycle.fates()[i] == RowFate.LEFT && cycle.reason(i) != null)
                cycle.shard().doomed().put(row.seq(), cycle.reason(i));
            if (cycle.fates()[i] == RowFate.REJECTED && options.onReject() == RejectPolicy.PARK) bars.bar(row);
        }
        waiting.add(cycle);
    }

    boolean pending() {
        return !waiting.isEmpty();
    }

    boolean open() {
        return open;
    }

    int run(Settled settled, Consumer<Exception> failed) {
        if (open || waiting.isEmpty()) return 0;
        List<Cycle> cycles = List.copyOf(waiting);
        waiting.clear();
        List<ShardRows> deletes = new ArrayList<>();
        Map<Cycle, List<Move>> moves = new LinkedHashMap<>();
        int[] acked = new int[cycles.size()];
        int rows = 0;
        for (int c = 0; c < cycles.size(); c++) {
            List<Long> seqs = acked(cycles.get(c));
            acked[c] = seqs.size();
            rows += seqs.size();
            if (!seqs.isEmpty()) deletes.add(new ShardRows(cycles.get(c).shard().owned(), seqs));
            List<Move> parked = moves(cycles.get(c));
            if (!parked.isEmpty()) moves.put(cycles.get(c), parked);
        }
        if (deletes.isEmpty() && moves.isEmpty()) {
            for (Cycle cycle : cycles) settled.settled(cycle, 0);
            return cycles.size();
        }
        open = true;
        int asked = rows;
        writing.run(
                connection -> {
                    long began = System.nanoTime();
                    int deleted = deletes.isEmpty() ? 0 : store.delete(connection, options.instance(), deletes);
                    for (Map.Entry<Cycle, List<Move>> each : moves.entrySet())
                        store.park(
                                connection,
                                options.instance(),
                                each.getKey().shard().owned(),
                                each.getValue());
                    meters.deleted(System.nanoTime() - began);
                    return deleted;
                },
                deleted -> {
                    open = false;
                    if (deleted < asked)
                        log.warn("{} of {} published rows were not there to delete", asked - deleted, asked);
                    for (int c = 0; c < cycles.size(); c++) {
                        forgetDoomed(cycles.get(c));
                        settled.settled(cycles.get(c), acked[c]);
                    }
                },
                e -> {
                    // They are published: only the delete has to be tried again, while the shard is ours.
                    open = false;
                    waiting.addAll(0, cycles);
                    failed.accept(e);
                });
        return 1;
    }

    /** Carries out what an operator has asked for a parked key. */
    void release(ShardState shard, ParkedKey key, Runnable done, Consumer<Exception> failed) {
        writing.run(
                connection -> store.release(connection, options.instance(), shard.owned(), key),
                moved -> done.run(),
                e -> {
                    shard.busy(false);
                    failed.accept(e);
                });
    }

    private List<Long> acked(Cycle cycle) {
        List<Long> seqs = new ArrayList<>(cycle.rows().size());
        long bytes = 0;
        int left = 0;
        for (int i = 0; i < cycle.fates().length; i++) {
            RowFate fate = cycle.fates()[i];
            if (fate == RowFate.LEFT) left++;
            if (fate != RowFate.ACKED && fate != RowFate.DIVERTED) continue;
            seqs.add(cycle.rows().get(i).seq());
            bytes += cycle.rows().get(i).payloadLength();
        }
        if (!seqs.isEmpty()) meters.published(seqs.size(), bytes);
        if (left > 0) meters.left(left);
        return seqs;
    }

    private List<Move> moves(Cycle cycle) {
        List<Move> moves = new ArrayList<>(0);
        for (int i = 0; i < cycle.fates().length; i++) {
            RowFate fate = cycle.fates()[i];
            if (fate != RowFate.REJECTED && fate != RowFate.BEHIND) continue;
            Move.State state = fate == RowFate.BEHIND
                    ? Move.State.BEHIND
                    : options.onReject() == RejectPolicy.PARK ? Move.State.REJECTED : Move.State.DEAD;
            moves.add(new Move(cycle.rows().get(i).seq(), state, cycle.reason(i)));
        }
        return moves;
    }

    private static void forgetDoomed(Cycle cycle) {
        if (cycle.shard().doomed().isEmpty()) return;
        for (int i = 0; i < cycle.fates().length; i++)
            if (cycle.fates()[i] != RowFate.LEFT)
                cycle.shard().doomed().remove(cycle.rows().get(i).seq());
    }
}
