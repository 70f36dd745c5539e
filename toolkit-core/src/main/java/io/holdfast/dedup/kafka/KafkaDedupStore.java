package io.holdfast.dedup.kafka;

import static java.util.Objects.requireNonNull;

import io.holdfast.dedup.DedupStoreException;
import io.holdfast.dedup.LeaseStore;
import io.holdfast.handler.Delivery;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dedup without a database: marks in a topic beside the source, partition for partition.
 *
 * <p>A mark is acknowledged by all in-sync replicas before the handler's outcome is known, and so before the offset can
 * be committed. Costs a producer record of about 30 bytes and 20 to 30 bytes of heap for each id in the window.
 * Messages that were sent twice are known if both copies are in one partition, as copies with the same key are.
 *
 * <p>It has to be told of assignments: give it to {@code subscribe}, or call it from your own rebalance listener. While
 * the marks of a new partition are read, on a thread of the store, records of it are released.
 *
 * <p>Between revocation and the next owner's reading of the log, effects that an old owner is still at are unknown to
 * the new one: drain before giving partitions up.
 */
public final class KafkaDedupStore implements LeaseStore.Partitioned, ConsumerRebalanceListener, AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(KafkaDedupStore.class);
    private static final Duration RESTORE_AGAIN = Duration.ofSeconds(1);

    private final KafkaDedupOptions options;
    private final MarkLog log;
    private final Map<Integer, PartitionLeases> partitions = new ConcurrentHashMap<>();
    private final ScheduledExecutorService restorer;

    private KafkaDedupStore(KafkaDedupOptions options, MarkLog log) {
        this.options = options;
        this.log = log;
        this.restorer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "holdfast-dedup-restore-" + options.topic());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Checks or creates the topic and connects.
     *
     * @param clientConfig as for any Kafka client: {@code bootstrap.servers}, security and so on; what concerns only
     *     other clients is ignored
     * @throws DedupStoreException if the topic is not fit or no broker answers; the message has the cure
     */
    public static KafkaDedupStore open(Map<String, Object> clientConfig, KafkaDedupOptions options) {
        requireNonNull(options, "options");
        try (Admin admin = Admin.create(new HashMap<>(clientConfig))) {
            DedupTopic.ensure(admin, options);
        }
        return new KafkaDedupStore(options, new MarkLog(clientConfig, options));
    }

    public Duration window() {
        return options.window();
    }

    @Override
    public LeaseStore storeFor(Delivery<?, ?> delivery) {
        if (!delivery.origin().topic().equals(options.source()))
            throw new DedupStoreException("dedup topic " + options.topic() + " is for records of " + options.source()
                    + ", not of " + delivery.origin().topic() + "; open a store for each source topic");
        PartitionLeases leases = partitions.get(delivery.record().partition());
        if (leases == null)
            throw new DedupStoreException("partition " + delivery.record().partition() + " of " + options.source()
                    + " is not assigned to this dedup store; make the store the consumer's rebalance listener");
        return leases;
    }

    /** Whether every assigned partition can be asked. */
    public boolean restored() {
        return partitions.values().stream().allMatch(PartitionLeases::open);
    }

    /** Marks held in memory. */
    public long marks() {
        return partitions.values().stream().mapToLong(PartitionLeases::size).sum();
    }

    /** Heap that the marks take. */
    public long bytes() {
        return partitions.values().stream().mapToLong(PartitionLeases::bytes).sum();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        for (TopicPartition tp : assigned) {
            if (!tp.topic().equals(options.source()) || partitions.containsKey(tp.partition())) continue;
            PartitionLeases leases = new PartitionLeases(tp.partition(), options, log);
            partitions.put(tp.partition(), leases);
            restorer.execute(() -> restore(tp.partition(), leases));
        }
    }

    private void restore(int partition, PartitionLeases leases) {
        try {
            leases.restore();
        } catch (RuntimeException e) {
            logger.warn("marks of {}-{} could not be read, will try again", options.topic(), partition, e);
            PartitionLeases again = new PartitionLeases(partition, options, log);
            if (!restorer.isShutdown() && partitions.replace(partition, leases, again))
                restorer.schedule(() -> restore(partition, again), RESTORE_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        for (TopicPartition tp : revoked) {
            if (!tp.topic().equals(options.source())) continue;
            PartitionLeases leases = partitions.remove(tp.partition());
            if (leases != null) leases.revoke();
        }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        onPartitionsRevoked(lost);
    }

    /** Marks being written are waited for, five seconds at most. */
    @Override
    public void close() {
        partitions.values().forEach(PartitionLeases::revoke);
        partitions.clear();
        restorer.shutdownNow();
        log.close();
    }
}
