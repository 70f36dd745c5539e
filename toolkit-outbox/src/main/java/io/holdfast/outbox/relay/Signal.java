package io.holdfast.outbox.relay;

import java.util.concurrent.locks.LockSupport;

/** Wakes the one thread that waits here. A wake-up before the wait ends it at once; several count as one. */
final class Signal {
    private volatile Thread waiter;
    private volatile boolean set;

    void wake() {
        set = true;
        LockSupport.unpark(waiter);
    }

    /** Returns when woken, interrupted, or at {@code deadline} of {@link System#nanoTime}, and clears the signal. */
    void awaitUntil(long deadline) {
        waiter = Thread.currentThread();
        while (!set && !Thread.currentThread().isInterrupted()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) break;
            LockSupport.parkNanos(this, left);
        }
        set = false;
    }
}
