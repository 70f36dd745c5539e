package io.holdfast.bench.engine;

import io.holdfast.bench.contender.RecordWork;
import io.holdfast.bench.process.ProcessUse;
import io.holdfast.bench.row.Measure;
import io.holdfast.bench.row.Sample;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The handler of every arm: pauses as long as the row says and counts. Reads the clocks when the first record comes in
 * and when the last one is done; what comes later is not counted.
 */
final class Meter implements RecordWork {

    private final long records;
    private final int pauseMillis;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicLong handled = new AtomicLong();
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch last = new CountDownLatch(1);
    private volatile Clocks start;
    private volatile Clocks end;

    Meter(long records, int pauseMillis) {
        this.records = records;
        this.pauseMillis = pauseMillis;
    }

    @Override
    public void handle(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        if (!begun.get() && begun.compareAndSet(false, true)) {
            start = Clocks.read();
            first.countDown();
        }
        if (pauseMillis > 0) Thread.sleep(pauseMillis);
        if (handled.incrementAndGet() == records) {
            end = Clocks.read();
            last.countDown();
        }
    }

    boolean awaitFirst(Duration limit) throws InterruptedException {
        return first.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    boolean awaitLast(Duration limit) throws InterruptedException {
        return last.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    long handled() {
        return handled.get();
    }

    /**
     * @param startedNanos {@link System#nanoTime()} when the contender was started
     * @throws IllegalStateException before the last record
     */
    Sample sample(long startedNanos) {
        if (end == null) throw new IllegalStateException("only " + handled + " of " + records + " records handled");
        double seconds = (end.nanos - start.nanos) / 1e9;
        return Sample.of(Measure.RATE, records / seconds)
                .and(Measure.JOIN, (start.nanos - startedNanos) / 1e6)
                .and(Measure.CPU, (end.cpuNanos - start.cpuNanos) / 1e3 / records)
                .and(Measure.ALLOCATED, (double) (end.allocatedBytes - start.allocatedBytes) / records);
    }

    private record Clocks(long nanos, long cpuNanos, long allocatedBytes) {
        static Clocks read() {
            return new Clocks(System.nanoTime(), ProcessUse.cpuNanos(), ProcessUse.allocatedBytes());
        }
    }
}
