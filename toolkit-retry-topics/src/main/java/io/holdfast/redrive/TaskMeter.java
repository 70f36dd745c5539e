package io.holdfast.redrive;

import io.holdfast.redrive.ledger.LedgerView;
import io.holdfast.redrive.ledger.RecordState;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Counts of a running task, by partition so that a partition that starts over does not count twice. Thread-safe. */
final class TaskMeter {

    private static final class Counts {
        long moved;
        long parked;
        long refused;
        long expired;
        long changed;
    }

    private final long planned;
    private final RecordState result;
    private final Map<Integer, Counts> partitions = new HashMap<>();
    private final Map<String, Long> targetEnds = new TreeMap<>();

    TaskMeter(long planned, RecordState result, Map<String, Long> targetEnds) {
        this.planned = planned;
        this.result = result;
        this.targetEnds.putAll(targetEnds);
    }

    /** A partition begins, or begins again: what the ledger says has been done. */
    synchronized void begin(int partition, LedgerView ledger) {
        Counts counts = new Counts();
        counts.moved = ledger.mine(result);
        if (result == RecordState.REDRIVEN) {
            counts.moved += ledger.mine(RecordState.RESOLVED) + ledger.mine(RecordState.FAILED_AGAIN);
        }
        counts.parked = ledger.mine(RecordState.PARKED);
        partitions.put(partition, counts);
    }

    synchronized void committed(int partition, long moved, long parked, Map<String, Long> ends) {
        Counts counts = counts(partition);
        counts.moved += moved;
        counts.parked += parked;
        ends.forEach((target, end) -> targetEnds.merge(target, end, Math::max));
    }

    synchronized void refused(int partition) {
        counts(partition).refused++;
    }

    synchronized void expired(int partition, long offsets) {
        counts(partition).expired = offsets;
    }

    synchronized void changed(int partition) {
        counts(partition).changed++;
    }

    private Counts counts(int partition) {
        return partitions.computeIfAbsent(partition, p -> new Counts());
    }

    synchronized Progress progress(TaskStatus status, String note, long at) {
        Counts sum = new Counts();
        for (Counts counts : partitions.values()) {
            sum.moved += counts.moved;
            sum.parked += counts.parked;
            sum.refused += counts.refused;
            sum.expired += counts.expired;
            sum.changed += counts.changed;
        }
        return new Progress(
                status, planned, sum.moved, sum.parked, sum.refused, sum.expired, sum.changed, targetEnds, note, at);
    }

    static String target(RecordMetadata metadata) {
        return metadata.topic() + "-" + metadata.partition();
    }
}
