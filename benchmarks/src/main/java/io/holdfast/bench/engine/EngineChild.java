package io.holdfast.bench.engine;

import io.holdfast.bench.row.Measure;
import io.holdfast.bench.row.Sample;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The child JVM of one run: a pass to warm up, then the pass that counts. */
final class EngineChild {

    /** How long a pause of the handler takes when nothing else runs in this JVM. */
    static final Measure PAUSE = new Measure("pause", "µs the pause really takes");

    static final Duration JOIN_WITHIN = Duration.ofMinutes(1);
    static final Duration WARM_UP_AT_MOST = Duration.ofSeconds(5);
    static final Duration PASS_WITHIN = Duration.ofMinutes(3);

    private EngineChild() {}

    public static void main(String[] arguments) throws Exception {
        Workload workload = Workload.ofArguments(List.of(arguments));
        double pauseMicros = pauseMicros(workload.pauseMillis());
        warmUp(workload.inGroup(workload.consumption().group() + "-warm-up"));
        Sample sample = measure(workload);
        System.out.println(workload.pauseMillis() == 0 ? sample : sample.and(PAUSE, pauseMicros));
        System.out.flush();
        // Threads a contender may have left behind are not waited for.
        System.exit(0);
    }

    private static double pauseMicros(int pauseMillis) throws InterruptedException {
        long[] nanos = new long[101];
        for (int i = 0; i < nanos.length; i++) {
            long begun = System.nanoTime();
            Thread.sleep(pauseMillis);
            nanos[i] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e3;
    }

    @SuppressWarnings("try") // started to run, not to be called
    private static void warmUp(Workload workload) throws Exception {
        Meter meter = new Meter(workload.records(), workload.pauseMillis());
        try (AutoCloseable running = workload.contender().start(workload.consumption(), meter)) {
            requireFirst(meter);
            // Reaching the last record is not asked for: a slow arm is warm after this time too.
            meter.awaitLast(WARM_UP_AT_MOST);
        }
    }

    @SuppressWarnings("try") // started to run, not to be called
    private static Sample measure(Workload workload) throws Exception {
        Meter meter = new Meter(workload.records(), workload.pauseMillis());
        long started = System.nanoTime();
        try (AutoCloseable running = workload.contender().start(workload.consumption(), meter)) {
            requireFirst(meter);
            if (!meter.awaitLast(PASS_WITHIN)) {
                throw new IllegalStateException("only " + meter.handled() + " of " + workload.records()
                        + " records handled within " + PASS_WITHIN + "; ask for fewer by --records");
            }
            return meter.sample(started);
        }
    }

    private static void requireFirst(Meter meter) throws InterruptedException {
        if (!meter.awaitFirst(JOIN_WITHIN)) throw new IllegalStateException("no record came within " + JOIN_WITHIN);
    }
}
