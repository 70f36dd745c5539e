package io.holdfast.core;

import java.util.PriorityQueue;
import java.util.function.Consumer;

/** Lanes whose first record waits for its due time. Loop only. */
final class HeldLanes {
    static final long NEVER = Long.MAX_VALUE;

    private final PriorityQueue<Mail.Hold> byDueTime =
            // A difference, because nanotimes may wrap.
            new PriorityQueue<>((a, b) -> Long.signum(a.dueNanos() - b.dueNanos()));

    void add(Mail.Hold hold) {
        byDueTime.add(hold);
    }

    /** Nanoseconds until the first is due, 0 if it is, {@link #NEVER} if there is none. */
    long untilNext(long now) {
        Mail.Hold first = byDueTime.peek();
        return first == null ? NEVER : Math.max(0, first.dueNanos() - now);
    }

    int releaseDue(long now, Consumer<Lane> owner) {
        int count = 0;
        for (; untilNext(now) == 0; count++) owner.accept(byDueTime.remove().lane());
        return count;
    }

    /** The partition is being given up: nothing of it waits any longer. */
    void releaseAll(AssignedPartition partition, Consumer<Lane> owner) {
        byDueTime.removeIf(hold -> {
            boolean its = hold.record().partition == partition;
            if (its) owner.accept(hold.lane());
            return its;
        });
    }
}
