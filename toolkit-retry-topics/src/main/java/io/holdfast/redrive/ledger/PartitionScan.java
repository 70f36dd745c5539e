package io.holdfast.redrive.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads one partition from an offset up to a frozen end. Offsets without a record (transaction markers, compaction,
 * aborted records) are passed over; offsets that retention deletes meanwhile are counted, for a redrive must say what
 * it did not find.
 *
 * <p>Thread: its owner's. Takes the consumer over and closes it.
 */
public final class PartitionScan implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final long end;
    private long position;
    private long expired;
    private long quietSince = System.nanoTime();

    public PartitionScan(Clients clients, TopicPartition partition, long from, long end) {
        this.consumer = clients.committedReader();
        this.partition = partition;
        this.end = end;
        this.position = from;
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
    }

    public boolean done() {
        return position >= end;
    }

    /** The offset after the last one passed. */
    public long position() {
        return position;
    }

    /** Offsets that were gone before they could be read; not more records than that have been lost. */
    public long expired() {
        return expired;
    }

    /**
     * The next records below the end; may be empty before the scan is done.
     *
     * @throws TimeoutException when nothing has come for a minute
     */
    public List<ConsumerRecord<byte[], byte[]>> next() {
        if (done()) return List.of();
        List<ConsumerRecord<byte[], byte[]>> records;
        try {
            records = consumer.poll(POLL).records(partition);
        } catch (OffsetOutOfRangeException gone) {
            skipDeleted();
            return List.of();
        }
        long reached = Math.min(end, consumer.position(partition));
        if (reached == position) {
            requireProgress();
            return List.of();
        }
        quietSince = System.nanoTime();
        position = reached;
        if (!records.isEmpty() && records.get(records.size() - 1).offset() >= end) return below(records);
        return records;
    }

    private List<ConsumerRecord<byte[], byte[]>> below(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().filter(record -> record.offset() < end).toList();
    }

    private void skipDeleted() {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(List.of(partition));
        long beginning = beginnings.get(partition);
        if (beginning <= position) {
            throw new IllegalStateException(partition + ": offset " + position
                    + " is out of range but the log begins at " + beginning + "; the log was truncated, plan again");
        }
        expired += Math.min(end, beginning) - position;
        position = Math.min(end, beginning);
        consumer.seek(partition, position);
        quietSince = System.nanoTime();
    }

    private void requireProgress() {
        if (System.nanoTime() - quietSince > PATIENCE.toNanos()) {
            throw new TimeoutException(partition + ": no record at offset " + position + " (end " + end + ") for "
                    + PATIENCE.toSeconds() + " s");
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
