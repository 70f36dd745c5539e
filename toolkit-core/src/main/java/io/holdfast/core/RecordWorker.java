package io.holdfast.core;

import io.holdfast.handler.Outcome;
import java.util.concurrent.TimeUnit;

/**
 * Handles the records of a lane one by one.
 *
 * <p>A turn ends after {@link #RUN_NANOS} or {@link #RUN} records, so that a hot key keeps a worker from the others no
 * longer than that, and memory and commits follow.
 *
 * <p>{@link #work} is {@link #begin} and then {@link #handle} until the turn is over: apart, so that a simulation can let
 * others take a step while a record is in its handler.
 */
final class RecordWorker<K, V> implements LaneWorker {
    private static final int RUN = 512;
    private static final long RUN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final InFlight inFlight = new InFlight();
    private final EngineParts parts;
    private final HandlerChain<K, V> chain;
    private final TurnEnd turnEnd;

    // The turn in progress. Fields, not an object of its own, so that a turn allocates nothing but its report.
    private Lane lane;
    private LaneRecord first;
    private LaneRecord record;
    private int count;
    private long started;
    private long now;

    RecordWorker(EngineParts parts, HandlerChain<K, V> chain) {
        this.parts = parts;
        this.chain = chain;
        this.turnEnd = new TurnEnd(parts);
    }

    @Override
    public long work(Lane next) {
        int handled = 0;
        for (boolean more = begin(next); more; more = handle()) handled++;
        return handled == 0 ? 0 : (now - started) / handled;
    }

    /** Takes a lane and puts its first record in flight. False when the turn is over. */
    boolean begin(Lane next) {
        lane = next;
        first = next.first();
        count = 0;
        try {
            started = now = parts.nanoClock().getAsLong();
            return goOn(putInFlight());
        } catch (RuntimeException | Error broken) {
            return broken(broken);
        }
    }

    /** Handles the record in flight and puts the next one in its place. False when the turn is over. */
    boolean handle() {
        try {
            return goOn(settle(outcome()) && putInFlight());
        } catch (RuntimeException | Error broken) {
            return broken(broken);
        }
    }

    private boolean putInFlight() {
        record = lane.first();
        if (record == null || count == RUN || now - started > RUN_NANOS) {
            report();
            turnEnd.requeue(lane);
            return false;
        }
        parts.pace().await(record.partition);
        inFlight.begin(record, now);
        AssignedPartition.Phase phase = record.partition.phase();
        if (phase == AssignedPartition.Phase.OPEN) return true;
        inFlight.end();
        report();
        turnEnd.putAside(lane, record, phase);
        return false;
    }

    private Outcome outcome() {
        Trial trial = lane.trial();
        Outcome outcome = chain.handle(record.record(), trial);
        return inFlight.end() ? chain.overdue(outcome, parts.deadline(), trial.attempt()) : outcome;
    }

    /** Whether the lane may go on with its next record. */
    private boolean settle(Outcome outcome) {
        long begun = now;
        now = parts.nanoClock().getAsLong();
        parts.meters().handled(outcome, record.record(), now - begun);
        if (outcome.kind().finished()) {
            lane.take();
            count++;
            return true;
        }
        report();
        turnEnd.route(lane, record, chain.originOf(record.record()), outcome, now);
        return false;
    }

    private void report() {
        int through = count;
        count = 0;
        turnEnd.report(lane, first, through);
    }

    private boolean broken(Throwable failure) {
        report();
        turnEnd.broken(lane, failure);
        return goOn(false);
    }

    private boolean goOn(boolean more) {
        if (!more) {
            inFlight.clear();
            lane = null;
            first = null;
            record = null;
        }
        return more;
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
