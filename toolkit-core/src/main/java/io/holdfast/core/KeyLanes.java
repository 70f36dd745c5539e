package io.holdfast.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.TopicPartition;

/**
 * Queues by topic-partition and key, and the list of those that are ready.
 *
 * <p>Invariants:
 * <ul>
 *   <li>At most one owner has a lane, so at most one record of a key is in a handler, whichever epoch it came with: a
 *       lane outlives a rebalance while it holds records, and those of a new epoch wait behind.
 *   <li>A lane is in the ready list exactly when its state says so; nothing ever scans for work.
 *   <li>The map has a lane for every key with unaccounted records. Idle lanes stay up to a bound, because a busy key
 *       comes back with the next poll.
 * </ul>
 *
 * <p>Threads: the map belongs to the loop ({@link #add}, {@link #publish}, {@link #account}); {@link #next} and
 * {@link #requeue} are for any thread.
 */
final class KeyLanes {
    /** Idle lanes kept for each topic-partition. */
    private static final int IDLE_LANES = 2_048;

    private static final byte[] SAME_KEY = {};

    private final Ordering ordering;
    private final Map<TopicPartition, LaneTable> tables = new HashMap<>();
    private final List<Lane> becameReady = new ArrayList<>();
    private final Queue<Lane> ready = new ConcurrentLinkedQueue<>();
    private AssignedPartition lastPartition;
    private LaneTable lastTable;

    KeyLanes(Ordering ordering) {
        this.ordering = ordering;
    }

    /** Puts a record behind those of its lane. Workers see lanes that became ready at the next {@link #publish}. */
    void add(LaneRecord record) {
        Lane lane = laneOf(record);
        if (lane.append(record)) becameReady.add(lane);
    }

    /** Returns how many lanes became ready since the last call. */
    int publish() {
        int count = becameReady.size();
        ready.addAll(becameReady);
        becameReady.clear();
        return count;
    }

    /** The lane that has been ready longest, now the caller's; or null. */
    Lane next() {
        Lane lane = ready.poll();
        if (lane != null) lane.run();
        return lane;
    }

    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** The owner lets go of a lane. True when it went back to the ready list. */
    boolean requeue(Lane lane) {
        if (!lane.leave()) return false;
        ready.add(lane);
        return true;
    }

    /** Records of a lane are accounted for; an empty one may be forgotten, and is when its partition is not ours. */
    void account(Lane lane, TopicPartition partition, int count, boolean assigned) {
        lane.unaccounted -= count;
        if (lane.unaccounted > 0 || lane.key == null) return;
        LaneTable table = tables.get(partition);
        if (table == null || (assigned && table.size() <= IDLE_LANES)) return;
        table.remove(lane);
        forgetEmpty(partition, table);
    }

    /** The partition is gone: keep only lanes that still hold something. */
    void forgetIdle(TopicPartition partition) {
        LaneTable table = tables.get(partition);
        if (table == null) return;
        table.removeIdle();
        forgetEmpty(partition, table);
    }

    int count() {
        int count = 0;
        for (LaneTable table : tables.values()) count += table.size();
        return count;
    }

    private void forgetEmpty(TopicPartition partition, LaneTable table) {
        if (table.size() > 0) return;
        tables.remove(partition);
        lastTable = null;
    }

    private Lane laneOf(LaneRecord record) {
        byte[] key = keyOf(record);
        return key == null ? Lane.forOne() : tableOf(record.partition).get(key);
    }

    /** Records come in long runs of one partition. */
    private LaneTable tableOf(AssignedPartition partition) {
        if (lastTable == null || lastPartition != partition) {
            lastTable = tables.computeIfAbsent(partition.topicPartition, absent -> new LaneTable());
            lastPartition = partition;
        }
        return lastTable;
    }

    /** Null: a lane of its own. */
    private byte[] keyOf(LaneRecord record) {
        return switch (ordering) {
            case KEY -> record.record().key();
            case PARTITION -> SAME_KEY;
            case NONE -> null;
        };
    }
}
