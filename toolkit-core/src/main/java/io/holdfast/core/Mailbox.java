package io.holdfast.core;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Mail for the loop: any thread posts, the loop drains. */
final class Mailbox {
    private final Queue<Mail> mail = new ConcurrentLinkedQueue<>();
    private volatile Thread waiting;

    void post(Mail item) {
        mail.add(item);
        Thread reader = waiting;
        if (reader != null) LockSupport.unpark(reader);
    }

    /** Hands over what is there; mail that arrives meanwhile may wait for the next call. Returns how much it was. */
    int drain(Consumer<Mail> reader) {
        int count = 0;
        for (Mail item = mail.poll(); item != null; item = mail.poll()) {
            reader.accept(item);
            count++;
        }
        return count;
    }

    /** Waits for mail, at most so long. Loop only. */
    void await(long nanos) {
        waiting = Thread.currentThread();
        try {
            if (mail.isEmpty()) LockSupport.parkNanos(this, nanos);
        } finally {
            waiting = null;
        }
    }
}
