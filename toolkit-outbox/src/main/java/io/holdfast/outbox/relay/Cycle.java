package io.holdfast.outbox.relay;

import io.holdfast.outbox.store.OutboxRow;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The rows of one read of one shard, from the table to their fates.
 *
 * <p>The loop thread sends; the producer's thread notes results. The count of open sends orders the two: whoever
 * brings it to zero has seen every note, and hands the cycle back to the loop.
 */
final class Cycle {
    private final ShardState shard;
    private final List<OutboxRow> rows;
    private final boolean truncated;
    private final boolean leftOut;
    private final long provenBefore;
    private final long tookNanos;
    private final long bytes;
    private final RowFate[] fates;
    private final String[] reasons;
    private final AtomicInteger open = new AtomicInteger(1);

    Cycle(
            ShardState shard,
            List<OutboxRow> rows,
            boolean truncated,
            boolean leftOut,
            long provenBefore,
            long tookNanos) {
        this.shard = shard;
        this.rows = rows;
        this.truncated = truncated;
        this.leftOut = leftOut;
        this.provenBefore = provenBefore;
        this.tookNanos = tookNanos;
        this.bytes = rows.stream().mapToLong(OutboxRow::bytes).sum();
        this.fates = new RowFate[rows.size()];
        this.reasons = new String[rows.size()];
        Arrays.fill(fates, RowFate.LEFT);
    }

    ShardState shard() {
        return shard;
    }

    List<OutboxRow> rows() {
        return rows;
    }

    RowFate[] fates() {
        return fates;
    }

    long tookNanos() {
        return tookNanos;
    }

    long bytes() {
        return bytes;
    }

    void sending() {
        open.incrementAndGet();
    }

    /** A send that did not happen. The loop's own part keeps the count above zero. */
    void takenBack() {
        open.decrementAndGet();
    }

    void fate(int i, RowFate fate, String reason) {
        fates[i] = fate;
        reasons[i] = reason;
    }

    String reason(int i) {
        return reasons[i];
    }

    /** One send, or the sending itself, has ended. True for the last. */
    boolean ended() {
        return open.decrementAndGet() == 0;
    }

    /** All its rows that were to go have left the table. */
    void finish(long now) {
        int gone = 0;
        long firstLeft = Long.MAX_VALUE;
        for (int i = 0; i < fates.length; i++) {
            if (fates[i] != RowFate.LEFT) gone++;
            else if (firstLeft == Long.MAX_VALUE) firstLeft = rows.get(i).seq();
        }
        long last = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).seq();
        shard.cursor().finished(now, provenBefore, last, truncated, firstLeft, leftOut, gone, tookNanos);
        shard.hot(truncated && gone > 0);
        shard.busy(false);
    }
}
