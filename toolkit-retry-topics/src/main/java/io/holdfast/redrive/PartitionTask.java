package io.holdfast.redrive;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.holdfast.redrive.Batch.Item;
import io.holdfast.redrive.ledger.LedgerView;
import io.holdfast.redrive.ledger.RecordState;
import io.holdfast.redrive.plan.RedrivePlan.Range;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Carries a plan out for one partition of the dead-letter topic.
 *
 * <p>Each transaction holds target records, their ledger entries and the task's offset, so that a reader of committed
 * records sees all of them or none. The transactional id belongs to task and partition: whoever starts later fences
 * whoever was before, then reads the ledger, and so knows every record that was moved. Any error short of a fence is
 * answered in one way: throw the producer away and start the partition over from the ledger. What became of a
 * transaction whose commit got no answer need not be guessed, for opening the next producer settles it.
 *
 * <p>Thread: one, for the whole of {@link #run}.
 */
final class PartitionTask {

    private static final int MOST_FAILURES_IN_A_ROW = 5;
    private static final long BACKOFF_MILLIS = 500;
    private static final int TRANSACTIONS_PER_SECOND = 4;

    /** The task is run by somebody else now. */
    static final class FencedException extends RuntimeException {
        FencedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final RunContext context;
    private final Range range;
    private final RateLimiter limiter;
    private final TopicPartition partition;
    private final ConsumerGroupMetadata group;
    private final Set<Long> refused = ConcurrentHashMap.newKeySet();
    private int failures;

    /** @param limiter shared by all partitions, or null for no limit */
    PartitionTask(RunContext context, Range range, RateLimiter limiter) {
        this.context = context;
        this.range = range;
        this.limiter = limiter;
        partition = new TopicPartition(context.plan().request().dlq(), range.partition());
        group = context.taskGroup();
    }

    /** Returns when everything is through or the gate has stopped. */
    void run() throws InterruptedException {
        while (!context.gate().stopped()) {
            try {
                attempt();
                return;
            } catch (ProducerFencedException | InvalidProducerEpochException fenced) {
                throw new FencedException(
                        partition + ": another runner has taken task "
                                + context.plan().id() + " over",
                        fenced);
            } catch (AuthorizationException denied) {
                throw denied;
            } catch (KafkaException failed) {
                if (++failures >= MOST_FAILURES_IN_A_ROW) throw failed;
                context.gate().rest(BACKOFF_MILLIS * failures);
            }
        }
    }

    private void attempt() throws InterruptedException {
        String id = RedriveNames.transactionalId(context.plan().id(), range.partition());
        Producer<byte[], byte[]> producer = context.clients().transactionalProducer(id);
        boolean clean = false;
        try {
            producer.initTransactions();
            // Only now: whatever a runner before us had under way is committed or aborted.
            LedgerView ledger = context.ledger()
                    .load(
                            context.topics(),
                            range.partition(),
                            range.begin(),
                            range.end(),
                            context.plan().id());
            context.meter().begin(range.partition(), ledger);
            try (PartitionReader reader = new PartitionReader(context, range, ledger, start(), refused)) {
                reader.start();
                Optional<Batch> batch;
                do {
                    batch = reader.next();
                } while (batch.isPresent()
                        && write(producer, batch.get())
                        && !batch.get().last());
            }
            clean = true;
        } finally {
            // After a failure there is nothing to wait for: the next producer of this id settles what is open.
            producer.close(clean ? Duration.ofSeconds(30) : Duration.ZERO);
        }
    }

    private long start() {
        Map<TopicPartition, Long> committed = context.topics().commits(group.groupId(), Set.of(partition.topic()));
        return Math.max(range.begin(), committed.getOrDefault(partition, range.begin()));
    }

    /** Whether to go on. */
    private boolean write(Producer<byte[], byte[]> producer, Batch batch) throws InterruptedException {
        List<Item> items = batch.items();
        if (items.isEmpty()) {
            if (context.gate().stopped()) return false;
            transact(producer, List.of(), batch.frontier());
            return true;
        }
        int from = 0;
        while (from < items.size()) {
            int taken = context.gate().take(Math.min(items.size() - from, mostAtOnce()));
            if (taken == 0) return false;
            boolean through = false;
            try {
                if (limiter != null && !limiter.acquirePermission(taken)) return false;
                List<Item> chunk = items.subList(from, from + taken);
                boolean rest = from + taken < items.size();
                transact(producer, chunk, rest ? chunk.get(taken - 1).frontier() : batch.frontier());
                through = true;
            } finally {
                if (through) context.gate().settle(taken);
                else context.gate().giveBack(taken);
            }
            from += taken;
        }
        return true;
    }

    private int mostAtOnce() {
        int rate = context.options().rate();
        return rate == 0
                ? context.options().recordsPerTransaction()
                : Math.max(1, Math.min(context.options().recordsPerTransaction(), rate / TRANSACTIONS_PER_SECOND));
    }

    private void transact(Producer<byte[], byte[]> producer, List<Item> items, long frontier) {
        Map<String, Long> ends = new HashMap<>();
        producer.beginTransaction();
        try {
            for (Item item : items) send(producer, item, ends);
            producer.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(frontier)), group);
            producer.commitTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException fenced) {
            throw fenced;
        } catch (KafkaException failed) {
            abort(producer, failed);
            throw failed;
        }
        failures = 0;
        long parked = items.stream()
                .filter(item -> item.state() == RecordState.PARKED)
                .count();
        context.meter().committed(range.partition(), items.size() - parked, parked, ends);
    }

    private void send(Producer<byte[], byte[]> producer, Item item, Map<String, Long> ends) {
        if (item.target() != null) {
            var unusedTarget = producer.send(item.target(), (metadata, failure) -> {
                // Callbacks run on the producer's thread, all of them before commitTransaction returns.
                if (failure == null) ends.merge(TaskMeter.target(metadata), metadata.offset() + 1, Math::max);
                else if (failure instanceof RecordTooLargeException) refused.add(item.offset());
            });
        }
        // A failed send of either fails the commit.
        var unused = producer.send(item.entry());
    }

    private static void abort(Producer<byte[], byte[]> producer, KafkaException failed) {
        try {
            producer.abortTransaction();
        } catch (KafkaException unable) {
            failed.addSuppressed(unable);
        }
    }
}
