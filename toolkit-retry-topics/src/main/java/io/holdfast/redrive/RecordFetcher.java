package io.holdfast.redrive;

import io.holdfast.redrive.Fetched.Missing;
import io.holdfast.redrive.ledger.Clients;
import io.holdfast.redrive.ledger.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Looks records up by offset: originals of pointer records, and dead letters whose turn comes late. Offsets that lie
 * close together are read in one pass.
 *
 * <p>Thread: its owner's.
 */
final class RecordFetcher implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Up to so many records are read and thrown away rather than sought over, which costs a request. */
    private static final long NEAR = 2_000;

    private final Clients clients;
    private final Topics topics;
    private Consumer<byte[], byte[]> committed;
    private Consumer<byte[], byte[]> uncommitted;

    RecordFetcher(Clients clients, Topics topics) {
        this.clients = clients;
        this.topics = topics;
    }

    /** The records at these offsets, every one of them answered. */
    Map<Long, Fetched> fetch(TopicPartition partition, long[] offsets) {
        long[] sorted = Arrays.stream(offsets).sorted().distinct().toArray();
        Map<Long, Fetched> found = new HashMap<>();
        try {
            long begin = bound(topics.beginnings(partition.topic()), partition);
            long end = bound(topics.committedEnds(partition.topic()), partition);
            long[] present =
                    Arrays.stream(sorted).filter(o -> o >= begin && o < end).toArray();
            for (long offset : sorted) {
                if (offset < begin) found.put(offset, Fetched.missing(Missing.EXPIRED));
                if (offset >= end) found.put(offset, Fetched.missing(Missing.NEVER_WRITTEN));
            }
            if (committed == null) committed = clients.committedReader();
            read(committed, partition, present, end, found);
            tellAbortedFromCompacted(partition, present, end, found);
        } catch (AuthorizationException | UnknownTopicOrPartitionException | NoSuchPartition refused) {
            for (long offset : sorted) found.putIfAbsent(offset, Fetched.missing(Missing.UNREADABLE));
        }
        return found;
    }

    private static long bound(Map<TopicPartition, Long> bounds, TopicPartition partition) {
        Long bound = bounds.get(partition);
        if (bound == null) throw new NoSuchPartition();
        return bound;
    }

    private void tellAbortedFromCompacted(
            TopicPartition partition, long[] present, long end, Map<Long, Fetched> found) {
        long[] gaps = Arrays.stream(present)
                .filter(offset -> !found.containsKey(offset))
                .toArray();
        if (gaps.length == 0) return;
        Map<Long, Fetched> seen = new HashMap<>();
        if (uncommitted == null) uncommitted = clients.uncommittedReader();
        read(uncommitted, partition, gaps, end, seen);
        for (long gap : gaps) {
            boolean aborted = seen.containsKey(gap);
            found.put(gap, Fetched.missing(aborted ? Missing.ABORTED : Missing.COMPACTED));
        }
    }

    private static void read(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long[] offsets,
            long end,
            Map<Long, Fetched> found) {
        if (offsets.length == 0) return;
        consumer.assign(List.of(partition));
        long position = Long.MIN_VALUE;
        long quietSince = System.nanoTime();
        int next = 0;
        while (next < offsets.length) {
            long wanted = offsets[next];
            if (wanted < position) {
                next++;
                continue;
            }
            if (position == Long.MIN_VALUE || wanted - position > NEAR) {
                consumer.seek(partition, wanted);
                position = wanted;
            }
            try {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                    if (Arrays.binarySearch(offsets, record.offset()) >= 0) {
                        found.put(record.offset(), Fetched.of(record));
                    }
                }
            } catch (OffsetOutOfRangeException deletedMeanwhile) {
                found.put(wanted, Fetched.missing(Missing.EXPIRED));
                next++;
                position = Long.MIN_VALUE;
                continue;
            }
            long reached = consumer.position(partition);
            if (reached > position || reached >= end) quietSince = System.nanoTime();
            position = reached;
            if (System.nanoTime() - quietSince > PATIENCE.toNanos()) {
                throw new KafkaException(
                        partition + ": could not read offset " + wanted + " within " + PATIENCE.toSeconds() + " s");
            }
        }
    }

    @Override
    public void close() {
        if (committed != null) committed.close();
        if (uncommitted != null) uncommitted.close();
    }

    private static final class NoSuchPartition extends RuntimeException {}
}
