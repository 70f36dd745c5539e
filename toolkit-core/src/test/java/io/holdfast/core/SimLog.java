package io.holdfast.core;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** One partition of the simulated broker: its records with their holes, and what the group has committed. */
final class SimLog {
    final TopicPartition topicPartition;

    /** Every record there ever was, in the order of appending. */
    final List<SimRecord> ever = new ArrayList<>();

    private final List<SimRecord> live = new ArrayList<>();

    /** Where the log was cut when generation {@code i + 1} began. */
    private final List<Long> cuts = new ArrayList<>();

    private long start;
    private long end;
    private long highestEnd;

    OffsetAndMetadata committed;

    /** Generation of the log that {@link #committed} speaks of. */
    int committedGeneration;

    /** Generation of the log that its metadata speaks of, from each offset on: older where it passes on what it found. */
    NavigableMap<Long, Integer> claims = new TreeMap<>();

    SimLog(TopicPartition topicPartition) {
        this.topicPartition = topicPartition;
    }

    long start() {
        return start;
    }

    long end() {
        return end;
    }

    int generation() {
        return cuts.size();
    }

    List<SimRecord> live() {
        return live;
    }

    /** True when the offset was another record's before a truncation. */
    boolean append(byte[] key, int size, List<SimBehaviour> behaviours) {
        boolean reused = end < highestEnd;
        SimRecord sim = new SimRecord(topicPartition, end, key, size, generation(), behaviours);
        ever.add(sim);
        live.add(sim);
        moveEnd(end + 1);
        return reused;
    }

    /** Offsets that no consumer ever sees: transaction markers, aborted records. */
    void skip(int offsets) {
        moveEnd(end + offsets);
    }

    private void moveEnd(long to) {
        end = to;
        highestEnd = Math.max(highestEnd, end);
    }

    /** An unclean election: what was there from this offset on is gone. */
    void truncate(long to) {
        cuts.add(to);
        end = to;
        for (SimRecord sim : live) if (sim.offset >= to) sim.truncatedIn = generation();
        live.removeIf(sim -> sim.offset >= to);
    }

    /** Retention: what was there below this offset is gone. Returns how many of them had not ended. */
    int deleteBelow(long to) {
        int overtaken = 0;
        start = to;
        for (SimRecord sim : live) {
            if (sim.offset >= to) break;
            sim.deleted = true;
            if (!sim.ended) overtaken++;
        }
        live.removeIf(sim -> sim.deleted);
        return overtaken;
    }

    void compact(SimRecord sim) {
        sim.deleted = true;
        live.remove(sim);
    }

    /** The end, in today's log, of what was written up to that generation. */
    long endOf(int generation) {
        long least = Long.MAX_VALUE;
        for (int i = generation; i < cuts.size(); i++) least = Math.min(least, cuts.get(i));
        return least;
    }

    /** Up to so many records from this offset on. */
    List<SimRecord> read(long position, int max) {
        List<SimRecord> chunk = new ArrayList<>();
        for (SimRecord sim : live) {
            if (chunk.size() == max) break;
            if (sim.offset >= position) chunk.add(sim);
        }
        return chunk;
    }

    /** Whether every record has ended and is committed. */
    boolean isThrough() {
        for (SimRecord sim : live) if (sim.isDue()) return false;
        return live.isEmpty() || committedOffset() > live.get(live.size() - 1).offset;
    }

    long committedOffset() {
        return committed == null ? 0 : committed.offset();
    }
}
