package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
    private final KeyLanes lanes = new KeyLanes(Ordering.NONE);
    private final AssignedPartition partition = new AssignedPartition(new TopicPartition("orders", 0));
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private WorkerPool pool;

    @AfterEach
    void endsEveryThread() {
        pool.stop();
        pool.interruptAll();
        assertThat(pool.awaitEnd(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aBurstOfBlockingRecords_reachesEveryThread_andNoMore() {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger inside = new AtomicInteger();
        pool = pool(8, record -> {
            inside.incrementAndGet();
            awaitQuietly(gate);
        });
        offer(100);
        await().until(() -> inside.get() == 8);
        gate.countDown();
        await().until(() -> done.get() == 100);
    }

    @Test
    void smallOffersInQuickSuccession_areNeverLeftLying() {
        pool = pool(4, record -> {});
        for (int i = 1; i <= 20_000; i++) {
            offer(1);
            if (i % 100 == 0) {
                int sofar = i;
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> done.get() == sofar);
            }
        }
    }

    @Test
    void fewerThreads_isFewerOnceTheyReturn_andTheirWorkersAreClosed() {
        CountDownLatch gate = new CountDownLatch(1);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        pool = pool(6, record -> {
            threads.add(Thread.currentThread());
            awaitQuietly(gate);
        });
        offer(6);
        await().until(() -> threads.size() == 6);
        pool.concurrency(2);
        gate.countDown();
        await().until(() -> done.get() == 6);
        offer(200);
        await().until(() -> done.get() == 206 && closed.get() == 4);
    }

    private WorkerPool pool(int concurrency, Consumer<LaneRecord> handler) {
        return new WorkerPool(lanes, () -> worker(handler), Threads.platform("pool-test-"), concurrency);
    }

    private void offer(int records) {
        for (int i = 0; i < records; i++)
            lanes.add(new LaneRecord(partition, new ConsumerRecord<>("orders", 0, i, null, new byte[0])));
        pool.wake(lanes.publish());
    }

    private LaneWorker worker(Consumer<LaneRecord> handler) {
        InFlight inFlight = new InFlight();
        return new LaneWorker() {
            @Override
            public long work(Lane lane) {
                long began = System.nanoTime();
                handler.accept(lane.first());
                lane.take();
                lanes.requeue(lane);
                done.incrementAndGet();
                return System.nanoTime() - began;
            }

            @Override
            public InFlight inFlight() {
                return inFlight;
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
