package io.holdfast.redrive;

import io.holdfast.redrive.dialect.DeadLetter;
import io.holdfast.redrive.ledger.Clients;
import io.holdfast.redrive.ledger.LedgerEntry;
import io.holdfast.redrive.ledger.PartitionScan;
import io.holdfast.redrive.ledger.Topics;
import io.holdfast.redrive.plan.RedrivePlan;
import io.holdfast.redrive.plan.RedrivePlan.Range;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Records of one task that have come back as new dead letters, found in the dead-letter topic itself: no consumer has
 * to take part, and every dialect carries the header along. Reads on from where it was. Thread: its owner's.
 */
final class Returns {

    private final Clients clients;
    private final Topics topics;
    private final RedrivePlan plan;
    private final Map<Integer, Long> positions = new HashMap<>();
    private final Map<String, String> fingerprints = new LinkedHashMap<>();

    Returns(Clients clients, Topics topics, RedrivePlan plan) {
        this.clients = clients;
        this.topics = topics;
        this.plan = plan;
        for (Range range : plan.ranges()) positions.put(range.partition(), range.end());
    }

    /** Looks at what has been dead-lettered since the last look. */
    void look() {
        String dlq = plan.request().dlq();
        Map<TopicPartition, Long> begins = topics.beginnings(dlq);
        topics.committedEnds(dlq).forEach((partition, end) -> {
            long from = Math.max(begins.get(partition), positions.getOrDefault(partition.partition(), 0L));
            if (from >= end) return;
            try (PartitionScan scan = new PartitionScan(clients, partition, from, end)) {
                while (!scan.done()) {
                    for (var record : scan.next()) note(DeadLetter.read(record));
                }
            }
            positions.put(partition.partition(), end);
        });
    }

    private void note(DeadLetter letter) {
        if (letter.redriveTask().filter(plan.id()::equals).isEmpty()) return;
        letter.redrivenFrom()
                .filter(from -> LedgerEntry.parseKey(from)
                        .filter(dead -> dead.topic().equals(plan.request().dlq()))
                        .isPresent())
                .ifPresent(from -> fingerprints.putIfAbsent(from, letter.fingerprint()));
    }

    /** The dead letters ({@code topic-partition@offset}) whose redrive has failed, with the new failure's fingerprint. */
    Map<String, String> fingerprints() {
        return fingerprints;
    }

    int count() {
        return fingerprints.size();
    }

    /** Failures by fingerprint. */
    Map<String, Long> byFingerprint() {
        Map<String, Long> counts = new TreeMap<>();
        fingerprints.values().forEach(print -> counts.merge(print, 1L, Long::sum));
        return counts;
    }
}
