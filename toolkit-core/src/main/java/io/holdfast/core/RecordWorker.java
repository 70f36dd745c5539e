package io.holdfast.core;

import io.holdfast.handler.Outcome;
import java.util.concurrent.TimeUnit;

/**
 * Handles the records of a lane one by one.
 *
 * <p>A turn ends after {@link #RUN_NANOS} or {@link #RUN} records, so that a hot key keeps a worker from the others no
 * longer than that, and memory and commits follow.
 */
final class RecordWorker<K, V> implements LaneWorker {
    private static final int RUN = 512;
    private static final long RUN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final InFlight inFlight = new InFlight();
    private final EngineParts parts;
    private final HandlerChain<K, V> chain;
    private final TurnEnd turnEnd;

    RecordWorker(EngineParts parts, HandlerChain<K, V> chain) {
        this.parts = parts;
        this.chain = chain;
        this.turnEnd = new TurnEnd(parts);
    }

    @Override
    public void work(Lane lane) {
        try {
            turn(lane);
        } catch (RuntimeException | Error broken) {
            turnEnd.broken(lane, broken);
        } finally {
            inFlight.clear();
        }
    }

    private void turn(Lane lane) {
        LaneRecord first = lane.first();
        long started = parts.nanoClock().getAsLong();
        long now = started;
        int count = 0;
        for (LaneRecord record = first; record != null; record = lane.first()) {
            if (count == RUN || now - started > RUN_NANOS) break;
            parts.pace().await(record.partition);
            inFlight.begin(record, now);
            if (record.partition.phase() != AssignedPartition.Phase.OPEN) {
                inFlight.end();
                turnEnd.report(lane, first, count);
                turnEnd.putAside(lane, record);
                return;
            }
            long begun = now;
            Outcome outcome = handle(record, lane.trial());
            now = parts.nanoClock().getAsLong();
            parts.meters().handled(outcome, record.record(), now - begun);
            if (!outcome.kind().finished()) {
                turnEnd.report(lane, first, count);
                turnEnd.route(lane, record, chain.originOf(record.record()), outcome, now);
                return;
            }
            lane.take();
            count++;
        }
        turnEnd.report(lane, first, count);
        turnEnd.requeue(lane);
    }

    private Outcome handle(LaneRecord record, Trial trial) {
        Outcome outcome = chain.handle(record.record(), trial);
        return inFlight.end() ? chain.overdue(outcome, parts.deadline(), trial.attempt()) : outcome;
    }

    @Override
    public InFlight inFlight() {
        return inFlight;
    }

    @Override
    public void close() {
        chain.close();
    }
}
