package io.holdfast.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Threads that take lanes from the ready list. Grows up to the concurrency as there is work, sleeps without it.
 *
 * <p>A publisher wakes one sleeper. A worker that sees more ready lanes wakes the next, if records take longer than a
 * wake-up costs: so a burst reaches every thread when handlers block, and stays with the few that are awake when they are
 * quick. Should a quick handler turn slow, the loop still wakes one with every round until the first turn is over.
 *
 * <p>No wake-up is lost: a worker counts itself as resting and then looks at the ready list; a publisher fills the list
 * and then looks at the count.
 */
final class WorkerPool implements Workers {
    /** About what it costs to wake a thread. */
    private static final long WAKE_UP_NANOS = 10_000;

    private final KeyLanes lanes;
    private final Supplier<LaneWorker> newWorker;
    private final ThreadFactory threads;

    private final Deque<Member> resting = new ArrayDeque<>();
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private volatile int restingCount;
    private volatile int concurrency;
    private volatile boolean stopping;

    /** Whether the last turn was worth waking others for. Any worker writes it; it need not be exact. */
    private volatile boolean slow = true;

    /** Whether a worker was woken that has not looked at the ready list yet: one at a time is enough. */
    private volatile boolean waking;

    WorkerPool(KeyLanes lanes, Supplier<LaneWorker> newWorker, ThreadFactory threads, int concurrency) {
        this.lanes = lanes;
        this.newWorker = newWorker;
        this.threads = threads;
        this.concurrency = concurrency;
    }

    void concurrency(int limit) {
        if (limit < 1) throw new IllegalArgumentException("concurrency must be at least 1, was " + limit);
        concurrency = limit;
        wakeOne();
    }

    int concurrency() {
        return concurrency;
    }

    @Override
    public void wake(int becameReady) {
        if (becameReady > 0 || lanes.hasReady()) wakeOne();
    }

    @Override
    public boolean isOn(TopicPartition topicPartition) {
        for (Member member : members) if (member.worker.inFlight().isOn(topicPartition)) return true;
        return false;
    }

    @Override
    public void forEachInFlight(BiConsumer<LaneRecord, Long> reader) {
        for (Member member : members) {
            LaneRecord record = member.worker.inFlight().record();
            long since = member.worker.inFlight().since();
            if (record != null && record == member.worker.inFlight().record()) reader.accept(record, since);
        }
    }

    @Override
    public void interruptOlderThan(long sinceNanos) {
        for (Member member : members) {
            InFlight inFlight = member.worker.inFlight();
            LaneRecord record = inFlight.record();
            if (record != null && inFlight.since() - sinceNanos < 0) inFlight.interrupt(record, member.thread);
        }
    }

    /** Lets every worker end after its turn. */
    void stop() {
        stopping = true;
        for (Member member : members) LockSupport.unpark(member.thread);
    }

    /** Interrupts whoever is still at it after {@link #stop}. */
    void interruptAll() {
        for (Member member : members) member.thread.interrupt();
    }

    /** Whether every thread has ended; waits so long for it. */
    boolean awaitEnd(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (Member member : members) {
            try {
                // A virtual or platform thread that has just been told to stop ends within moments.
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                member.thread.join(Math.max(10, left));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
            if (member.thread.isAlive()) return false;
        }
        return true;
    }

    private void wakeOne() {
        if (waking || stopping || (restingCount == 0 && members.size() >= concurrency)) return;
        synchronized (resting) {
            if (waking || stopping) return;
            Member sleeper = resting.poll();
            if (sleeper != null) {
                restingCount = resting.size();
                waking = true;
                sleeper.awake = true;
                LockSupport.unpark(sleeper.thread);
            } else if (members.size() < concurrency) {
                Member member = new Member(newWorker.get());
                members.add(member);
                waking = true;
                member.thread.start();
            }
        }
    }

    /** One thread and its worker. */
    private final class Member implements Runnable {
        private final LaneWorker worker;
        private final Thread thread;
        private volatile boolean awake;

        Member(LaneWorker worker) {
            this.worker = worker;
            this.thread = threads.newThread(this);
        }

        @Override
        public void run() {
            waking = false;
            try {
                while (!stopping) {
                    if (isSurplus()) return;
                    Lane lane = lanes.next();
                    if (lane == null) rest();
                    else {
                        if (slow && lanes.hasReady()) wakeOne();
                        boolean slowTurn = worker.work(lane) > WAKE_UP_NANOS;
                        if (slow != slowTurn) slow = slowTurn;
                    }
                }
            } finally {
                members.remove(this);
                worker.close();
            }
        }

        private boolean isSurplus() {
            if (members.size() <= concurrency) return false;
            synchronized (resting) {
                return members.size() > concurrency && members.remove(this);
            }
        }

        private void rest() {
            synchronized (resting) {
                awake = false;
                resting.push(this);
                restingCount = resting.size();
                if (lanes.hasReady() || stopping) {
                    resting.remove(this);
                    restingCount = resting.size();
                    return;
                }
            }
            while (!awake && !stopping) LockSupport.park(WorkerPool.this);
            waking = false;
        }
    }
}
