package io.holdfast.decorate;

import io.holdfast.dedup.DedupStoreException;
import io.holdfast.dedup.LeaseStore;
import io.holdfast.dedup.LeaseStore.Claim;
import io.holdfast.dedup.MessageId;
import io.holdfast.handler.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leases what a poll returns until it is committed. One thread, the consumer's. */
final class LeasedPoll<K, V> {
    private static final Logger log = LoggerFactory.getLogger(LeasedPoll.class);

    /** Between polls that find nothing but busy records, so that the store is not asked in a tight loop. */
    private static final long BUSY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Consumer<K, V> consumer;
    private final LeaseStore store;
    private final MessageId.Source ids;
    private final Duration lease;
    private final UUID token = UUID.randomUUID();

    /** What is leased and not committed, with the offset it came with. */
    private final Map<TopicPartition, Map<MessageId, Long>> held = new HashMap<>();

    LeasedPoll(Consumer<K, V> consumer, LeaseStore store, MessageId.Source ids, Duration lease) {
        this.consumer = consumer;
        this.store = store;
        this.ids = ids;
        this.lease = lease;
    }

    ConsumerRecords<K, V> poll(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            long left = Math.max(0, deadline - System.nanoTime());
            ConsumerRecords<K, V> polled = consumer.poll(Duration.ofNanos(left));
            releaseRevoked();
            if (polled.isEmpty()) return polled;
            Answer<K, V> answer = lease(polled);
            if (!answer.records.isEmpty() || System.nanoTime() - deadline >= 0) return answer.asRecords();
            if (answer.busy)
                LockSupport.parkNanos(this, Math.min(BUSY_PAUSE_NANOS, Math.max(0, deadline - System.nanoTime())));
        }
    }

    private Answer<K, V> lease(ConsumerRecords<K, V> polled) {
        Map<ConsumerRecord<K, V>, MessageId> idOf = new HashMap<>();
        for (ConsumerRecord<K, V> record : polled) {
            Optional<MessageId> id = ids.find(Delivery.first(record));
            id.ifPresent(present -> idOf.put(record, present));
        }
        Map<MessageId, Claim> claims;
        try {
            claims = idOf.isEmpty() ? Map.of() : store.claim(token, new HashSet<>(idOf.values()), lease);
        } catch (DedupStoreException down) {
            for (TopicPartition partition : polled.partitions())
                consumer.seek(partition, polled.records(partition).get(0).offset());
            throw down;
        }
        Answer<K, V> answer = new Answer<>(polled.nextOffsets());
        for (TopicPartition partition : polled.partitions())
            take(partition, polled.records(partition), idOf, claims, answer);
        return answer;
    }

    /** Takes the records of a partition up to the first that another works on. */
    private void take(
            TopicPartition partition,
            List<ConsumerRecord<K, V>> records,
            Map<ConsumerRecord<K, V>, MessageId> idOf,
            Map<MessageId, Claim> claims,
            Answer<K, V> answer) {
        Map<MessageId, Long> ours = held.computeIfAbsent(partition, absent -> new HashMap<>());
        List<ConsumerRecord<K, V>> taken = new ArrayList<>();
        Set<MessageId> unused = new HashSet<>();
        boolean cut = false;
        for (ConsumerRecord<K, V> record : records) {
            MessageId id = idOf.get(record);
            Claim claim = id == null ? Claim.FIRST : claims.get(id);
            if (cut) {
                if (id != null && claim instanceof Claim.First && !ours.containsKey(id)) unused.add(id);
            } else if (claim instanceof Claim.Busy) {
                cut = true;
                consumer.seek(partition, record.offset());
                answer.cut(partition, record.offset());
            } else if (claim instanceof Claim.First && isFirstCopy(ours, id, record.offset())) taken.add(record);
        }
        if (!unused.isEmpty()) store.release(token, unused);
        if (!taken.isEmpty()) answer.records.put(partition, taken);
    }

    /** A second copy has another offset; the same offset again is a caller who sought back to try once more. */
    private static boolean isFirstCopy(Map<MessageId, Long> ours, MessageId id, long offset) {
        if (id == null) return true;
        Long before = ours.putIfAbsent(id, offset);
        return before == null || before == offset;
    }

    /** Marks what the offsets cover, or everything if they are null. Called before the offsets are committed. */
    void complete(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Set<MessageId> done = new HashSet<>();
        held.forEach((partition, leased) -> {
            OffsetAndMetadata committed = offsets == null ? null : offsets.get(partition);
            leased.forEach((id, offset) -> {
                if (offsets == null || (committed != null && offset < committed.offset())) done.add(id);
            });
        });
        if (done.isEmpty()) return;
        Set<MessageId> lost = store.complete(token, done);
        if (!lost.isEmpty())
            log.warn(
                    "{} leases had been taken over before the commit; their messages may have had their effect twice",
                    lost.size());
        held.values().forEach(leased -> leased.keySet().removeAll(done));
    }

    void releaseAll() {
        held.values().forEach(this::release);
        held.clear();
    }

    private void releaseRevoked() {
        Set<TopicPartition> assigned = consumer.assignment();
        held.entrySet().removeIf(entry -> {
            boolean gone = !assigned.contains(entry.getKey());
            if (gone) release(entry.getValue());
            return gone;
        });
    }

    private void release(Map<MessageId, Long> leased) {
        if (leased.isEmpty()) return;
        try {
            store.release(token, leased.keySet());
        } catch (DedupStoreException down) {
            log.warn("{} leases could not be released and end by themselves in at most {}", leased.size(), lease, down);
        }
    }

    /** What a poll returns in the end. */
    private static final class Answer<K, V> {
        private final Map<TopicPartition, List<ConsumerRecord<K, V>>> records = new LinkedHashMap<>();
        private final Map<TopicPartition, OffsetAndMetadata> next;
        private boolean busy;

        Answer(Map<TopicPartition, OffsetAndMetadata> next) {
            this.next = new HashMap<>(next);
        }

        void cut(TopicPartition partition, long offset) {
            busy = true;
            next.put(partition, new OffsetAndMetadata(offset));
        }

        ConsumerRecords<K, V> asRecords() {
            return new ConsumerRecords<>(records, next);
        }
    }
}
