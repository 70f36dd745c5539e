package io.holdfast.core;

import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Handles records of one or several lanes in one call. The lanes are its own until the call is over, so the order of
 * each key is kept.
 *
 * <p>A call that throws is held against nobody while it had more than one record: each is then handed in alone, in
 * order, and answers for itself.
 */
final class BatchWorker<K, V> implements LaneWorker {
    private static final long LOOK_UP_NANOS = 500_000;

    private final InFlight inFlight = new InFlight();
    private final EngineParts parts;
    private final HandlerChain<K, V> chain;
    private final BatchShape shape;
    private final TurnEnd turnEnd;

    BatchWorker(EngineParts parts, HandlerChain<K, V> chain, BatchShape shape) {
        this.parts = parts;
        this.chain = chain;
        this.shape = shape;
        this.turnEnd = new TurnEnd(parts);
    }

    @Override
    public long work(Lane lane) {
        List<Run> runs = new ArrayList<>();
        long began = parts.nanoClock().getAsLong();
        try {
            gather(lane, runs);
            if (!runs.isEmpty()) handle(runs);
        } catch (RuntimeException | Error broken) {
            for (Run run : runs) if (!run.settled) turnEnd.broken(run.lane, broken);
        } finally {
            inFlight.clear();
        }
        int records = runs.stream().mapToInt(Run::size).sum();
        return (parts.nanoClock().getAsLong() - began) / Math.max(1, records);
    }

    private void gather(Lane first, List<Run> runs) {
        long deadline = parts.nanoClock().getAsLong() + shape.maxWait().toNanos();
        int records = 0;
        Lane lane = first;
        while (true) {
            if (lane != null) records += add(lane, shape.max() - records, runs);
            if (records >= shape.max() || runs.size() >= shape.lanes()) return;
            lane = parts.lanes().next();
            if (lane != null) continue;
            long left = deadline - parts.nanoClock().getAsLong();
            if (records >= shape.min() || left <= 0 || Thread.currentThread().isInterrupted() || anyClosed(runs))
                return;
            LockSupport.parkNanos(this, Math.min(left, LOOK_UP_NANOS));
        }
    }

    /** Takes up to so many records of a lane into the batch. Returns how many. */
    private int add(Lane lane, int room, List<Run> runs) {
        LaneRecord first = lane.first();
        AssignedPartition partition = first.partition;
        Set<AssignedPartition> partitions = new HashSet<>();
        for (Run run : runs) partitions.add(run.partition());
        partitions.add(partition);
        inFlight.batchOf(partitions);
        AssignedPartition.Phase phase = partition.phase();
        if (phase != AssignedPartition.Phase.OPEN) {
            turnEnd.putAside(lane, first, phase);
            return 0;
        }
        Run run = new Run(lane);
        for (LaneRecord record = first; record != null && run.size() < room; record = record.next) {
            if (record.partition != partition || !run.add(record)) break;
        }
        runs.add(run);
        return run.size();
    }

    private boolean anyClosed(List<Run> runs) {
        for (Run run : runs) if (run.partition().phase() != AssignedPartition.Phase.OPEN) return true;
        return false;
    }

    private void handle(List<Run> runs) {
        List<Delivery<K, V>> batch = new ArrayList<>();
        for (Run run : runs) batch.addAll(run.deliveries);
        if (!batch.isEmpty()) call(runs, batch);
        for (Run run : runs) settle(run);
    }

    private void call(List<Run> runs, List<Delivery<K, V>> batch) {
        try {
            List<Outcome> outcomes = invoke(runs.get(0).records.get(0), batch);
            int from = 0;
            for (Run run : runs) {
                run.outcomes.addAll(outcomes.subList(from, from + run.deliveries.size()));
                from += run.deliveries.size();
            }
        } catch (Throwable failure) {
            if (batch.size() == 1) {
                for (Run run : runs)
                    for (Delivery<K, V> only : run.deliveries)
                        run.outcomes.add(chain.classify(failure, only.attempt()));
            } else oneByOne(runs);
        }
    }

    private void oneByOne(List<Run> runs) {
        for (Run run : runs) {
            for (int i = 0; i < run.deliveries.size(); i++) {
                Outcome outcome = alone(run.records.get(i), run.deliveries.get(i));
                run.outcomes.add(outcome);
                if (!outcome.kind().finished()) break;
            }
        }
    }

    private Outcome alone(LaneRecord record, Delivery<K, V> delivery) {
        if (record.partition.phase() != AssignedPartition.Phase.OPEN)
            return Outcome.release(java.time.Duration.ZERO, "the partition is given up");
        try {
            return invoke(record, List.of(delivery)).get(0);
        } catch (Throwable failure) {
            return chain.classify(failure, delivery.attempt());
        }
    }

    private List<Outcome> invoke(LaneRecord first, List<Delivery<K, V>> batch) throws Exception {
        parts.pace().await(first.partition);
        inFlight.begin(first, parts.nanoClock().getAsLong());
        boolean overdue = false;
        try {
            return chain.handle(batch);
        } catch (Exception failure) {
            overdue = inFlight.end();
            throw overdue ? chain.overdueFailure(failure, parts.deadline()) : failure;
        } finally {
            if (!overdue) inFlight.end();
        }
    }

    /** Carries out what became of a run: the finished ones are reported, the first that is not decides for the lane. */
    private void settle(Run run) {
        long now = parts.nanoClock().getAsLong();
        run.settled = true;
        LaneRecord first = run.lane.first();
        for (int i = 0; i < run.outcomes.size(); i++) {
            Outcome outcome = run.outcomes.get(i);
            LaneRecord record = run.records.get(i);
            parts.meters().handled(outcome, record.record(), now - inFlight.since());
            if (!outcome.kind().finished()) {
                turnEnd.report(run.lane, first, i);
                turnEnd.route(run.lane, record, chain.originOf(record.record()), outcome, now);
                return;
            }
            run.lane.take();
        }
        turnEnd.report(run.lane, first, run.outcomes.size());
        turnEnd.requeue(run.lane);
    }

    @Override
    public InFlight inFlight() {
        return inFlight;
    }

    @Override
    public void close() {
        chain.close();
    }

    /** The records that one lane gives to a batch. */
    private final class Run {
        private final Lane lane;
        private final List<LaneRecord> records = new ArrayList<>();
        private final List<Delivery<K, V>> deliveries = new ArrayList<>();
        private final List<Outcome> outcomes = new ArrayList<>();
        private boolean settled;

        Run(Lane lane) {
            this.lane = lane;
        }

        AssignedPartition partition() {
            return records.get(0).partition;
        }

        int size() {
            return records.size();
        }

        /** False when the record cannot be read: a run ends before it, or is nothing but its outcome. */
        boolean add(LaneRecord record) {
            Trial trial = records.isEmpty() ? lane.trial() : Trial.FIRST;
            try {
                deliveries.add(chain.deliver(record.record(), trial));
                records.add(record);
                return true;
            } catch (RuntimeException unreadable) {
                if (records.isEmpty()) {
                    records.add(record);
                    outcomes.add(chain.classify(unreadable, trial.attempt()));
                }
                return false;
            }
        }
    }
}
