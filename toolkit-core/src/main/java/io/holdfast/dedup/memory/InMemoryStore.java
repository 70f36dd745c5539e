package io.holdfast.dedup.memory;

import static java.util.Objects.requireNonNull;

import io.holdfast.dedup.LeaseStore;
import io.holdfast.dedup.MessageId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Keeps at most {@code capacity} marks, each for {@code window}. When it is full the oldest mark goes early, and
 * {@link #evictedEarly()} says how often that was: a duplicate of such a message has its effect again. Leases are
 * never evicted; there are as many as records in flight.
 *
 * <p>A monotonic clock is used, so that setting the computer's clock changes nothing. Heap: about 200 bytes an id.
 *
 * <p>Invariants, under {@code lock}: an id is in at most one of {@code leases} and {@code marks}; {@code marks} is in
 * order of completion, therefore also of expiry.
 */
public final class InMemoryStore implements LeaseStore {
    private final int capacity;
    private final Duration window;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<MessageId, Lease> leases = new HashMap<>();
    private final LinkedHashMap<MessageId, Long> marks = new LinkedHashMap<>();
    private long evictedEarly;

    public InMemoryStore(int capacity, Duration window) {
        this(capacity, window, System::nanoTime);
    }

    /** With a monotonic clock of nanoseconds, for tests. */
    public InMemoryStore(int capacity, Duration window, LongSupplier nanoTime) {
        if (capacity < 1) throw new IllegalArgumentException("capacity must be at least 1, was " + capacity);
        if (window.isNegative() || window.isZero())
            throw new IllegalArgumentException("window must be positive, was " + window);
        this.capacity = capacity;
        this.window = window;
        this.nanoTime = requireNonNull(nanoTime, "nanoTime");
    }

    @Override
    public Duration window() {
        return window;
    }

    /** Marks dropped before their window was over because the store was full. */
    public long evictedEarly() {
        lock.lock();
        try {
            return evictedEarly;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Map<MessageId, Claim> claim(UUID token, Set<MessageId> ids, Duration lease) {
        Map<MessageId, Claim> claims = new HashMap<>(2 * ids.size());
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            forgetExpired(now);
            for (MessageId id : ids) claims.put(id, claim(token, id, lease, now));
        } finally {
            lock.unlock();
        }
        return claims;
    }

    private Claim claim(UUID token, MessageId id, Duration length, long now) {
        if (marks.containsKey(id)) return Claim.DUPLICATE;
        Lease held = leases.get(id);
        if (held != null && !held.token().equals(token) && held.until() - now > 0)
            return Claim.busy(Duration.ofNanos(held.until() - now));
        leases.put(id, new Lease(token, now + length.toNanos()));
        return Claim.FIRST;
    }

    @Override
    public Set<MessageId> complete(UUID token, Set<MessageId> ids) {
        Set<MessageId> lost = new HashSet<>();
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            for (MessageId id : ids) if (!complete(token, id, now)) lost.add(id);
            evictSurplus();
        } finally {
            lock.unlock();
        }
        return lost;
    }

    private boolean complete(UUID token, MessageId id, long now) {
        if (!heldBy(token, id)) return false;
        leases.remove(id);
        marks.put(id, now + window.toNanos());
        return true;
    }

    @Override
    public void release(UUID token, Set<MessageId> ids) {
        lock.lock();
        try {
            for (MessageId id : ids) if (heldBy(token, id)) leases.remove(id);
        } finally {
            lock.unlock();
        }
    }

    private boolean heldBy(UUID token, MessageId id) {
        Lease held = leases.get(id);
        return held != null && held.token().equals(token);
    }

    private void forgetExpired(long now) {
        Iterator<Long> oldest = marks.values().iterator();
        while (oldest.hasNext() && oldest.next() - now <= 0) oldest.remove();
    }

    private void evictSurplus() {
        Iterator<Long> oldest = marks.values().iterator();
        for (; marks.size() > capacity; evictedEarly++) {
            oldest.next();
            oldest.remove();
        }
    }

    private record Lease(UUID token, long until) {}
}
