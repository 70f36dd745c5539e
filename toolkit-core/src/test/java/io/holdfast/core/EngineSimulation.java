package io.holdfast.core;

import java.util.List;

/** Runs schedules, each the work of one seed. */
final class EngineSimulation {
    private EngineSimulation() {}

    /** @throws AssertionError naming the seed and all that it stands for */
    static void run(long seed, SimSabotage sabotage, SimReport report) {
        run(seed, sabotage, report, null);
    }

    static void run(long seed, SimSabotage sabotage, SimReport report, List<String> trace) {
        SimOptions options = SimOptions.of(seed);
        try {
            new SimWorld(options, sabotage, report, trace).run();
        } catch (SimViolation violation) {
            throw new SimFailure(options, violation);
        } catch (RuntimeException | StackOverflowError broken) {
            throw new AssertionError("the simulation itself failed with " + options, broken);
        }
    }

    /** A violation with what is needed to see it again. */
    static final class SimFailure extends AssertionError {
        private static final long serialVersionUID = 1L;

        final transient SimViolation violation;

        SimFailure(SimOptions options, SimViolation violation) {
            super(
                    violation.getMessage() + System.lineSeparator() + "seen again with -Dholdfast.sim.seed="
                            + options.seed() + System.lineSeparator() + options,
                    violation);
            this.violation = violation;
        }
    }
}
