package io.holdfast.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions this member has, each in its present epoch. Called by the consumer from inside {@code poll}, so on the
 * loop thread.
 *
 * <p>Revoked: start nothing more, wait for running handlers up to the drain bound, commit, close the epoch. Lost: the
 * partition may have another owner already, so close the epoch at once and commit nothing.
 */
final class Assignment implements ConsumerRebalanceListener {
    private static final Logger log = LoggerFactory.getLogger(Assignment.class);
    private static final long LOOK_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Consumer<?, ?> consumer;
    private final LoopSettings settings;
    private final ConsumerLoop loop;
    private final Commits commits;
    private final EngineMeters meters;
    private final Map<TopicPartition, AssignedPartition> partitions = new HashMap<>();

    Assignment(
            Consumer<?, ?> consumer, LoopSettings settings, ConsumerLoop loop, Commits commits, EngineMeters meters) {
        this.consumer = consumer;
        this.settings = settings;
        this.loop = loop;
        this.commits = commits;
        this.meters = meters;
    }

    Collection<AssignedPartition> all() {
        return partitions.values();
    }

    AssignedPartition get(TopicPartition topicPartition) {
        return partitions.get(topicPartition);
    }

    boolean has(TopicPartition topicPartition) {
        return partitions.containsKey(topicPartition);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        if (assigned.isEmpty()) return;
        Map<TopicPartition, OffsetAndMetadata> committed = committed(assigned);
        for (TopicPartition topicPartition : assigned) {
            AssignedPartition partition = new AssignedPartition(topicPartition);
            partition.committedAt = loop.now();
            OffsetAndMetadata last = committed.get(topicPartition);
            if (last != null) partition.restore(ledgerOf(topicPartition, last), last.leaderEpoch());
            partitions.put(topicPartition, partition);
            if (loop.isClosing()) loop.drain(partition);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        List<AssignedPartition> leaving = present(revoked);
        if (leaving.isEmpty()) return;
        leaving.forEach(loop::drain);
        awaitRunning(leaving);
        commits.commitNow(leaving, LoopSettings.REQUEST_TIMEOUT);
        close(leaving);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        List<AssignedPartition> gone = present(lost);
        if (gone.isEmpty()) return;
        log.warn("group {}: lost {}; what is running there may be repeated by its new owner", settings.group(), lost);
        close(gone);
    }

    void closeAll() {
        close(List.copyOf(partitions.values()));
    }

    /**
     * The position moved back below what was seen: the log was truncated, or somebody sought. Offsets may stand for other
     * records now, so nothing known of them counts any more, and the records in the lanes are handled no more.
     *
     * <p>Those below the new position that are not finished would then be nobody's. So the position is moved further back
     * to the first of them, and the epoch that is returned begins with the next poll.
     */
    AssignedPartition movedBack(AssignedPartition old, long position) {
        long from = Math.min(position, old.ledger.frontier());
        log.warn(
                "group {}: position of {} moved back from {} to {}; records from {} on are handled again",
                settings.group(),
                old.topicPartition,
                old.ledger.seen(),
                position,
                from);
        AssignedPartition fresh = new AssignedPartition(old);
        fresh.ledger = new OffsetLedger(from);
        fresh.soughtBack = from < position;
        if (fresh.soughtBack) consumer.seek(old.topicPartition, from);
        fresh.committedAt = loop.now();
        loop.closeEpoch(old);
        partitions.put(old.topicPartition, fresh);
        return fresh;
    }

    private void awaitRunning(List<AssignedPartition> leaving) {
        long deadline = loop.now() + settings.drainTimeout().toNanos();
        while (true) {
            boolean running = leaving.stream().anyMatch(loop::isRunning);
            loop.takeMail();
            if (!running) return;
            long left = deadline - loop.now();
            if (left <= 0) break;
            loop.awaitMail(Math.min(left, LOOK_UP_NANOS));
        }
        log.warn(
                "group {}: handlers on {} still run {} after their partitions were revoked; their results will be refused",
                settings.group(),
                leaving.stream()
                        .filter(loop::isRunning)
                        .map(p -> p.topicPartition)
                        .toList(),
                settings.drainTimeout());
    }

    private void close(List<AssignedPartition> leaving) {
        for (AssignedPartition partition : leaving) {
            partitions.remove(partition.topicPartition);
            loop.closeEpoch(partition);
        }
    }

    private List<AssignedPartition> present(Collection<TopicPartition> some) {
        List<AssignedPartition> present = new ArrayList<>();
        for (TopicPartition topicPartition : some) {
            AssignedPartition partition = partitions.get(topicPartition);
            if (partition != null) present.add(partition);
        }
        return present;
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(Collection<TopicPartition> assigned) {
        try {
            return consumer.committed(Set.copyOf(assigned), LoopSettings.REQUEST_TIMEOUT);
        } catch (KafkaException unknown) {
            // The position is right all the same; only what was finished above it will be handled again.
            log.warn("group {}: commits of {} could not be read: {}", settings.group(), assigned, unknown.toString());
            meters.metadataIgnored();
            return Map.of();
        }
    }

    private OffsetLedger ledgerOf(TopicPartition topicPartition, OffsetAndMetadata last) {
        CommitMetadata.Decoded decoded = CommitMetadata.decode(last.metadata(), last.offset());
        if (decoded instanceof CommitMetadata.Finished above) return OffsetLedger.restore(last.offset(), above);
        if (decoded != CommitMetadata.Unusable.NONE) {
            meters.metadataIgnored();
            log.info(
                    "group {}: commit metadata of {}@{} is not ours or damaged and is ignored",
                    settings.group(),
                    topicPartition,
                    last.offset());
        }
        return new OffsetLedger(last.offset());
    }
}
