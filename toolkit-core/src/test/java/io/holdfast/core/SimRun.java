package io.holdfast.core;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.LoggerFactory;

/**
 * Runs many schedules, or shows one step by step. As a program: {@code SimRun <first seed> <schedules> <threads>}, or
 * {@code SimRun <seed>}.
 */
final class SimRun {
    private SimRun() {}

    public static void main(String[] arguments) throws InterruptedException {
        long first = Long.parseLong(arguments[0]);
        if (arguments.length == 1) {
            show(first);
            return;
        }
        long began = System.nanoTime();
        SimReport report = many(first, Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]));
        System.out.print(report);
        System.out.printf("wall time %,.1f s, %s threads%n", (System.nanoTime() - began) / 1e9, arguments[2]);
        report.requireEverythingRan();
    }

    /** @throws AssertionError of the first seed that fails */
    static SimReport many(long first, long schedules, int threads) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        Level level = quiet(Level.OFF);
        try {
            List<Future<SimReport>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                long from = first + i;
                parts.add(pool.submit(() -> {
                    SimReport part = new SimReport();
                    for (long seed = from; seed < first + schedules; seed += threads)
                        run(seed, new SimSabotage(), part);
                    return part;
                }));
            }
            SimReport report = new SimReport();
            for (Future<SimReport> part : parts) report.add(part.get());
            return report;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Error failure) throw failure;
            throw new AssertionError(failed.getCause());
        } finally {
            pool.shutdownNow();
            quiet(level);
        }
    }

    /** Runs one and prints every step of it. */
    static void show(long seed) {
        List<String> trace = new ArrayList<>();
        Level level = quiet(Level.OFF);
        try {
            run(SimOptions.of(seed), new SimSabotage(), new SimReport(), trace);
        } finally {
            quiet(level);
            System.out.println(SimOptions.of(seed));
            trace.forEach(System.out::println);
        }
    }

    static void run(long seed, SimSabotage sabotage, SimReport report) {
        run(SimOptions.of(seed), sabotage, report, null);
    }

    /** @throws SimFailure naming the seed and all that it stands for */
    static void run(SimOptions options, SimSabotage sabotage, SimReport report, List<String> trace) {
        try {
            new SimWorld(options, sabotage, report, trace).run();
        } catch (SimViolation violation) {
            throw new SimFailure(options, violation);
        }
    }

    /** The engine logs every fault it survives. Returns the level that was. */
    static Level quiet(Level level) {
        Logger logger = (Logger) LoggerFactory.getLogger("io.holdfast.core");
        Level before = logger.getLevel();
        logger.setLevel(level);
        return before;
    }

    /** A violation with what is needed to see it again. */
    static final class SimFailure extends AssertionError {
        private static final long serialVersionUID = 1L;

        final transient SimViolation violation;

        SimFailure(SimOptions options, SimViolation violation) {
            super(
                    String.format(
                            "%s%nsee it again with -Dholdfast.sim.seed=%d%n%s",
                            violation.getMessage(), options.seed(), options),
                    violation);
            this.violation = violation;
        }
    }
}
