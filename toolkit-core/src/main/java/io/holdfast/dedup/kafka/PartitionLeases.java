package io.holdfast.dedup.kafka;

import io.holdfast.dedup.DedupStoreException;
import io.holdfast.dedup.LeaseStore;
import io.holdfast.dedup.MessageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Leases and marks of one assigned partition.
 *
 * <p>Leases live in memory only: nobody else handles the partition, and a process that dies leaves none behind, so the
 * next owner starts at once. Marks are in the log first and in the index second; an id of the index is always in the
 * log.
 *
 * <p>A lease that is {@code completing} waits for an acknowledgement: its effect is done and it cannot be taken over
 * however late it is. {@code lock} guards all fields and is never held while waiting for a broker.
 */
final class PartitionLeases implements LeaseStore {
    private final int partition;
    private final KafkaDedupOptions options;
    private final MarkLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private final MarkIndex marks;
    private final Map<MessageId, Lease> leases = new HashMap<>();
    private State state = State.RESTORING;
    private String failure = "";

    private enum State {
        RESTORING,
        OPEN,
        FAILED,
        REVOKED
    }

    PartitionLeases(int partition, KafkaDedupOptions options, MarkLog log) {
        this.partition = partition;
        this.options = options;
        this.log = log;
        this.marks = new MarkIndex(options.window());
    }

    /** Fills the index from the log; on the restoring thread. */
    void restore() {
        try {
            if (!log.read(partition, () -> state() == State.RESTORING, this::restored)) return;
            become(State.OPEN, "");
        } catch (RuntimeException e) {
            become(State.FAILED, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void restored(IdHash id, long markedAt) {
        lock.lock();
        try {
            marks.add(id, markedAt);
        } finally {
            lock.unlock();
        }
    }

    private State state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    private void become(State next, String why) {
        lock.lock();
        try {
            if (state == State.REVOKED) return;
            state = next;
            failure = why;
        } finally {
            lock.unlock();
        }
    }

    boolean open() {
        return state() == State.OPEN;
    }

    /** Another member owns the partition now. Effects that finish here later are still marked in the log. */
    void revoke() {
        become(State.REVOKED, "");
    }

    @Override
    public Duration window() {
        return options.window();
    }

    @Override
    public Map<MessageId, Claim> claim(UUID token, Set<MessageId> ids, Duration lease) {
        Map<MessageId, IdHash> hashes = hash(ids);
        Map<MessageId, Claim> claims = new HashMap<>(2 * ids.size());
        lock.lock();
        try {
            requireOpen();
            marks.expire(options.clock().millis());
            long now = options.nanoTime().getAsLong();
            hashes.forEach((id, hash) -> claims.put(id, claim(token, id, hash, lease, now)));
        } finally {
            lock.unlock();
        }
        return claims;
    }

    private Claim claim(UUID token, MessageId id, IdHash hash, Duration length, long now) {
        if (marks.contains(hash)) return Claim.DUPLICATE;
        Lease held = leases.get(id);
        if (held != null && !held.token.equals(token)) {
            if (held.completing) return Claim.busy(Duration.ofMillis(100));
            if (held.until - now > 0) return Claim.busy(Duration.ofNanos(held.until - now));
        }
        leases.put(id, new Lease(token, now + length.toNanos()));
        return Claim.FIRST;
    }

    @Override
    public Set<MessageId> complete(UUID token, Set<MessageId> ids) {
        Set<MessageId> lost = new HashSet<>();
        List<Lease> completing = new ArrayList<>(ids.size());
        Map<MessageId, IdHash> hashes = hash(ids);
        lock.lock();
        try {
            for (MessageId id : ids) {
                Lease held = leases.get(id);
                if (held == null || !held.token.equals(token)) {
                    hashes.remove(id);
                    lost.add(id);
                } else {
                    held.completing = true;
                    completing.add(held);
                }
            }
        } finally {
            lock.unlock();
        }
        long markedAt = options.clock().millis();
        boolean acknowledged = false;
        try {
            log.append(partition, hashes.values(), markedAt);
            acknowledged = true;
        } finally {
            settle(completing, hashes, markedAt, acknowledged, lost);
        }
        return lost;
    }

    private void settle(
            List<Lease> completing,
            Map<MessageId, IdHash> hashes,
            long markedAt,
            boolean acknowledged,
            Set<MessageId> lost) {
        lock.lock();
        try {
            for (Lease lease : completing) lease.completing = false;
            if (!acknowledged) return;
            hashes.forEach((id, hash) -> {
                leases.remove(id);
                marks.add(hash, markedAt);
            });
            if (state == State.REVOKED) lost.addAll(hashes.keySet());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void release(UUID token, Set<MessageId> ids) {
        lock.lock();
        try {
            for (MessageId id : ids) {
                Lease held = leases.get(id);
                if (held != null && held.token.equals(token) && !held.completing) leases.remove(id);
            }
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (state == State.OPEN) return;
        String tp = options.topic() + "-" + partition;
        switch (state) {
            case RESTORING -> throw new DedupStoreException("marks of " + tp + " are still being read");
            case REVOKED -> throw new DedupStoreException("partition " + partition + " was revoked");
            default -> throw new DedupStoreException("marks of " + tp + " could not be read: " + failure);
        }
    }

    private static Map<MessageId, IdHash> hash(Set<MessageId> ids) {
        Map<MessageId, IdHash> hashes = new HashMap<>(2 * ids.size());
        for (MessageId id : ids) hashes.put(id, IdHash.of(id));
        return hashes;
    }

    long size() {
        lock.lock();
        try {
            return marks.size();
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return marks.bytes();
        } finally {
            lock.unlock();
        }
    }

    private static final class Lease {
        final UUID token;
        final long until;
        boolean completing;

        Lease(UUID token, long until) {
            this.token = token;
            this.until = until;
        }
    }
}
