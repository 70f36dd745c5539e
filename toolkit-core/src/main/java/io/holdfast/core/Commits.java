package io.holdfast.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the frontier of each partition with the offsets finished above it. Loop only.
 *
 * <p>One asynchronous commit is in flight at most, and it counts only when it is acknowledged; until then the partition
 * stays due. Frontier and finished-above set are read in one step, so they always belong together.
 */
final class Commits {
    private static final Logger log = LoggerFactory.getLogger(Commits.class);

    /** Unchanged offsets are committed again so often, so that a quiet partition's never expire. */
    private static final long REFRESH_NANOS = Duration.ofHours(6).toNanos();

    private static final int LEAST_METADATA_CHARS = 64;

    private final Consumer<?, ?> consumer;
    private final EngineMeters meters;
    private final LongSupplier nanoClock;
    private final long intervalNanos;
    private int metadataChars;
    private boolean inFlight;
    private long nextAt;

    Commits(
            Consumer<?, ?> consumer,
            EngineMeters meters,
            LongSupplier nanoClock,
            Duration interval,
            int metadataChars) {
        this.consumer = consumer;
        this.meters = meters;
        this.nanoClock = nanoClock;
        this.intervalNanos = interval.toNanos();
        this.metadataChars = metadataChars;
        this.nextAt = nanoClock.getAsLong() + intervalNanos;
    }

    long untilNext(long now) {
        return inFlight ? intervalNanos : Math.max(0, nextAt - now);
    }

    /** Sends what is due, if it is time and the last commit is answered. */
    void commitIfDue(Collection<AssignedPartition> partitions, long now) {
        if (inFlight || now - nextAt < 0) return;
        nextAt = now + intervalNanos;
        Batch batch = new Batch(partitions, now);
        if (batch.isEmpty()) return;
        inFlight = true;
        try {
            consumer.commitAsync(batch.offsets, (offsets, failure) -> {
                inFlight = false;
                answered(batch, failure);
            });
        } catch (RuntimeException notSent) {
            inFlight = false;
            answered(batch, notSent);
        }
    }

    /** Commits what is due now and waits for the answer. A failure is logged: it costs repetition, never a record. */
    void commitNow(Collection<AssignedPartition> partitions, Duration timeout) {
        long now = nanoClock.getAsLong();
        Batch batch = new Batch(partitions, now);
        if (batch.isEmpty()) return;
        try {
            consumer.commitSync(batch.offsets, timeout);
            answered(batch, null);
        } catch (RuntimeException failure) {
            answered(batch, failure);
        }
    }

    private void answered(Batch batch, Exception failure) {
        if (failure == null) {
            batch.acknowledged();
            meters.committed(nanoClock.getAsLong() - batch.sentAt);
            return;
        }
        meters.commitFailed();
        if (failure instanceof OffsetMetadataTooLarge && metadataChars > LEAST_METADATA_CHARS) {
            metadataChars = Math.max(LEAST_METADATA_CHARS, metadataChars / 2);
            log.warn(
                    "the broker refused commit metadata as too large; at most {} characters from now on",
                    metadataChars);
        } else
            log.info(
                    "commit of {} failed and is repeated with the next: {}",
                    batch.offsets.keySet(),
                    failure.toString());
    }

    /** What one commit says, and how far each partition was then. */
    private final class Batch {
        private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        private final List<AssignedPartition> partitions = new ArrayList<>();
        private final List<Long> changes = new ArrayList<>();
        private final long sentAt;

        Batch(Collection<AssignedPartition> all, long now) {
            sentAt = now;
            for (AssignedPartition partition : all) if (isDue(partition, now)) add(partition);
        }

        private boolean isDue(AssignedPartition partition, long now) {
            if (partition.ledger == null || partition.closed()) return false;
            return partition.ledger.changes() != partition.committedChanges
                    || now - partition.committedAt > REFRESH_NANOS;
        }

        private void add(AssignedPartition partition) {
            OffsetLedger ledger = partition.ledger;
            offsets.put(
                    partition.topicPartition,
                    new OffsetAndMetadata(ledger.frontier(), partition.leaderEpoch, ledger.metadata(metadataChars)));
            partitions.add(partition);
            changes.add(ledger.changes());
        }

        boolean isEmpty() {
            return partitions.isEmpty();
        }

        void acknowledged() {
            for (int i = 0; i < partitions.size(); i++) {
                partitions.get(i).committedChanges = changes.get(i);
                partitions.get(i).committedAt = sentAt;
            }
        }
    }
}
