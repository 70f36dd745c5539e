package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The real engine on a simulated broker, group and clock, through everything that may go wrong.
 *
 * <p>{@code -Dholdfast.sim.seeds=N} runs so many schedules, {@code -Dholdfast.sim.seed=N} only one and prints its steps.
 */
class EngineSimulationTest {
    private static Level level;

    @BeforeAll
    static void beQuiet() {
        level = SimRun.quiet(Level.OFF);
    }

    @AfterAll
    static void beAsBefore() {
        SimRun.quiet(level);
    }

    @Test
    void everyContractHoldsInEverySchedule() throws InterruptedException {
        Long only = Long.getLong("holdfast.sim.seed");
        if (only != null) {
            SimRun.show(only);
            return;
        }
        long began = System.nanoTime();
        SimReport report = SimRun.many(1, Long.getLong("holdfast.sim.seeds", 20_000), 2);
        System.out.printf("%swall time %,.1f s%n", report, (System.nanoTime() - began) / 1e9);
        report.requireEverythingRan();
    }

    @Test
    void aSeedReplaysStepByStep() {
        for (long seed = 1; seed <= 20; seed++) {
            List<String> once = trace(seed);
            assertThat(trace(seed)).isEqualTo(once).isNotEmpty();
        }
    }

    private static List<String> trace(long seed) {
        List<String> trace = new ArrayList<>();
        SimRun.run(SimOptions.of(seed), new SimSabotage(), new SimReport(), trace);
        return trace;
    }
}
