package io.holdfast.bench.row;

import static java.util.Objects.requireNonNull;

/**
 * One contestant of a row.
 *
 * @param name as printed and as given to {@code --arms}
 * @param experiment one run of it
 */
public record Arm(String name, Experiment experiment) {

    /** The arm that goals are about. */
    public static final String HOLDFAST = "holdfast";

    public Arm {
        requireNonNull(experiment, "experiment");
        if (!name.matches("[a-z0-9-]+"))
            throw new IllegalArgumentException("arm name must be a-z, 0-9 and -, was " + name);
    }

    /** Measures an arm once. What it measures in another JVM it starts and ends itself. */
    @FunctionalInterface
    public interface Experiment {
        Sample run(Conditions conditions) throws Exception;
    }
}
