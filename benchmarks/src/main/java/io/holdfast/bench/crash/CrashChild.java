package io.holdfast.bench.crash;

import io.holdfast.bench.contender.RecordWork;
import io.holdfast.bench.row.Measure;
import io.holdfast.bench.row.Sample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One life of the group, in a JVM of its own. */
final class CrashChild {

    static final String READY_TO_DIE = "ready-to-die";
    static final Measure AGAIN = new Measure("again", "records again");
    static final Duration WITHIN = Duration.ofMinutes(3);

    private static final long STUCK_OFFSET = 0;
    private static final int PAUSE_MILLIS = 20;
    /** Redeliveries may still come when all is done; none for so long means none will. */
    private static final long QUIET_MILLIS = 2000;

    private CrashChild() {}

    public static void main(String[] arguments) throws Exception {
        List<String> list = List.of(arguments);
        CrashLife life = CrashLife.ofArguments(list);
        FinishedMap finished = FinishedMap.open(Path.of(life.map()), life.records());
        long killAt = CrashLife.killAt(list);
        if (killAt == CrashLife.TO_THE_END) {
            System.out.println(second(life, finished));
        } else {
            first(life, finished, killAt);
        }
        System.out.flush();
        System.exit(0);
    }

    @SuppressWarnings("try") // started to run, not to be called
    private static void first(CrashLife life, FinishedMap finished, long killAt) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        AtomicLong count = new AtomicLong();
        RecordWork work = record -> {
            if (record.offset() == STUCK_OFFSET) Thread.sleep(Long.MAX_VALUE);
            Thread.sleep(PAUSE_MILLIS);
            finished.finish(record.offset());
            if (count.incrementAndGet() == killAt) reached.countDown();
        };
        try (AutoCloseable running = life.contender().start(life.consumption(), work)) {
            if (!reached.await(WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "only " + count + " of " + killAt + " records finished within " + WITHIN);
            }
            System.out.println(READY_TO_DIE);
            System.out.flush();
            Thread.sleep(WITHIN.toMillis());
        }
    }

    @SuppressWarnings("try") // started to run, not to be called
    private static Sample second(CrashLife life, FinishedMap finished) throws Exception {
        Rest rest = new Rest(finished, life.records());
        try (AutoCloseable running = life.contender().start(life.consumption(), rest)) {
            rest.await();
            return Sample.of(AGAIN, (double) rest.again.get());
        }
    }

    /** Counts what the first life had finished, and finishes what it had not. */
    private static final class Rest implements RecordWork {
        private final FinishedMap finished;
        private final BitSet before;
        private final CountDownLatch unfinished;
        private final AtomicLong again = new AtomicLong();
        private volatile long lastNanos = System.nanoTime();

        Rest(FinishedMap finished, int records) {
            this.finished = finished;
            before = finished.offsets();
            unfinished = new CountDownLatch(records - before.cardinality());
        }

        @Override
        public void handle(ConsumerRecord<byte[], byte[]> record) {
            lastNanos = System.nanoTime();
            if (before.get((int) record.offset())) {
                again.incrementAndGet();
            } else if (finished.finish(record.offset())) {
                unfinished.countDown();
            }
        }

        void await() throws InterruptedException {
            if (!unfinished.await(WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        unfinished.getCount() + " records lost: not delivered within " + WITHIN);
            }
            while (System.nanoTime() - lastNanos < TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS)) {
                Thread.sleep(QUIET_MILLIS / 4);
            }
        }
    }
}
