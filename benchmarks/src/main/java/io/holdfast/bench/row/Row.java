package io.holdfast.bench.row;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One kind of work, done by Holdfast and its peers under the same conditions in the same run.
 *
 * @param name as in {@code bench <name>}
 * @param work the work in one line
 * @param measures what is printed of each arm; the first is the one compared
 * @param goals in the order their lines are printed
 * @param arms in the order of the first round; later rounds start one further on
 * @param size how much is run when nobody says otherwise
 * @param preparation done once, before the first arm
 */
public record Row(
        String name,
        String work,
        List<Measure> measures,
        List<Goal> goals,
        List<Arm> arms,
        Size size,
        Preparation preparation) {

    public Row {
        requireNonNull(name, "name");
        requireNonNull(work, "work");
        requireNonNull(size, "size");
        requireNonNull(preparation, "preparation");
        measures = List.copyOf(measures);
        if (measures.isEmpty()) throw new IllegalArgumentException("row " + name + " must have a measure");
        goals = List.copyOf(goals);
        arms = List.copyOf(arms);
        if (arms.isEmpty()) throw new IllegalArgumentException("row " + name + " must have an arm");
        Set<String> names = new HashSet<>();
        for (Arm arm : arms) {
            if (!names.add(arm.name()))
                throw new IllegalArgumentException("row " + name + " has two arms " + arm.name());
        }
    }

    /** What is compared. */
    public Measure measure() {
        return measures.get(0);
    }

    /**
     * How much is run.
     *
     * @param runs of each arm; the median counts
     * @param records the row works on
     */
    public record Size(int runs, long records) {
        public Size {
            if (runs < 1) throw new IllegalArgumentException("runs must be at least 1, was " + runs);
            if (records < 1) throw new IllegalArgumentException("records must be at least 1, was " + records);
        }
    }

    /** Makes what the arms share, such as a loaded topic. */
    @FunctionalInterface
    public interface Preparation {
        void prepare(Conditions conditions) throws Exception;

        /** For rows whose arms bring all they need; no broker is started for them. */
        Preparation NONE = conditions -> {};
    }
}
