package io.holdfast.bench.idle;

import io.holdfast.bench.contender.Consumption;
import io.holdfast.bench.contender.Contenders;
import io.holdfast.bench.process.ProcessUse;
import io.holdfast.bench.row.Measure;
import io.holdfast.bench.row.Sample;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The child JVM: waits until it has every partition's one record, settles, then reads the process CPU clock twice. */
final class IdleChild {

    static final Measure CORE = new Measure("core", "% of a core");

    static final Duration WITHIN = Duration.ofMinutes(2);
    private static final Duration ASSIGNED_WITHIN = Duration.ofMinutes(1);
    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final Duration OBSERVE = Duration.ofSeconds(20);

    private IdleChild() {}

    @SuppressWarnings("try") // started to run, not to be called
    public static void main(String[] arguments) throws Exception {
        CountDownLatch unseen = new CountDownLatch(Integer.parseInt(arguments[5]));
        Consumption consumption =
                new Consumption(arguments[1], arguments[2], arguments[3], Integer.parseInt(arguments[4]));
        try (AutoCloseable running =
                Contenders.valueOf(arguments[0]).start(consumption, record -> unseen.countDown())) {
            if (!unseen.await(ASSIGNED_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(unseen.getCount() + " records unseen after " + ASSIGNED_WITHIN);
            }
            Thread.sleep(SETTLE.toMillis());
            System.out.println(observe());
            System.out.flush();
        }
        System.exit(0);
    }

    private static Sample observe() throws InterruptedException {
        long nanos = System.nanoTime();
        long cpuNanos = ProcessUse.cpuNanos();
        Thread.sleep(OBSERVE.toMillis());
        long usedNanos = ProcessUse.cpuNanos() - cpuNanos;
        return Sample.of(CORE, 100.0 * usedNanos / (System.nanoTime() - nanos));
    }
}
