package io.holdfast.outbox.relay;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Where other threads leave what the loop thread has to do. The only way into the loop's state. */
final class Inbox {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Signal signal;

    Inbox(Signal signal) {
        this.signal = signal;
    }

    /** Any thread. */
    void post(Runnable task) {
        tasks.add(task);
        signal.wake();
    }

    /** Loop thread only. */
    int runAll() {
        int done = 0;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            done++;
        }
        return done;
    }
}
