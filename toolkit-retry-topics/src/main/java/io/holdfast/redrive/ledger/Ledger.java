package io.holdfast.redrive.ledger;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The ledger of one dead-letter topic, at one moment of that topic's life.
 *
 * <p>A dead letter of partition <i>p</i> has its entry in ledger partition <i>p mod n</i>, so a task that moves one
 * partition reads and writes one partition here.
 */
public final class Ledger {

    public static final String SUFFIX = ".ledger";

    private final Clients clients;
    private final String dlq;
    private final String topicId;
    private final int partitions;

    /**
     * @param topicId id of the dead-letter topic
     * @param partitions partitions of the ledger topic, 0 when it does not exist
     */
    public Ledger(Clients clients, String dlq, String topicId, int partitions) {
        this.clients = requireNonNull(clients, "clients");
        this.dlq = requireNonNull(dlq, "dlq");
        this.topicId = requireNonNull(topicId, "topicId");
        this.partitions = partitions;
    }

    public static String topicOf(String dlq) {
        return dlq + SUFFIX;
    }

    /** The record that brings an entry into the ledger. */
    public ProducerRecord<byte[], byte[]> record(LedgerEntry entry) {
        return new ProducerRecord<>(topicOf(dlq), entry.dead().partition() % partitions, entry.key(), entry.value());
    }

    /** End offsets of the ledger's partitions; empty when there is none. */
    public Map<Integer, Long> ends(Topics topics) {
        if (partitions == 0) return Map.of();
        Map<Integer, Long> ends = new TreeMap<>();
        topics.committedEnds(topicOf(dlq)).forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    /** The states of the dead letters {@code [begin, end)} of a partition; {@code task} marks whose are one's own. */
    public LedgerView load(Topics topics, int partition, long begin, long end, String task) {
        LedgerView view = new LedgerView(begin, end);
        if (partitions == 0 || end <= begin) return view;
        read(topics, partition, 0, entry -> {
            if (entry.isEmpty()) {
                view.countUnreadable();
            } else if (entry.get().dead().partition() == partition) {
                view.put(
                        entry.get().dead().offset(),
                        entry.get().state(),
                        entry.get().task().equals(task));
            }
        });
        return view;
    }

    /** All entries of the dead letters of one partition, oldest first, from an offset of the ledger on. */
    public void read(Topics topics, int partition, long from, Consumer<Optional<LedgerEntry>> reader) {
        if (partitions == 0) return;
        TopicPartition log = new TopicPartition(topicOf(dlq), partition % partitions);
        long start = Math.max(from, topics.beginnings(log.topic()).get(log));
        try (PartitionScan scan = new PartitionScan(
                clients, log, start, topics.committedEnds(log.topic()).get(log))) {
            while (!scan.done()) {
                for (var record : scan.next()) {
                    Optional<LedgerEntry> entry = LedgerEntry.read(record.key(), record.value());
                    boolean foreign = entry.isPresent()
                            && (!entry.get().topicId().equals(topicId)
                                    || !entry.get().dead().topic().equals(dlq));
                    if (!foreign) reader.accept(entry);
                }
            }
        }
    }
}
