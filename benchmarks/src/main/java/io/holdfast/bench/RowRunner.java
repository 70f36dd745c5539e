package io.holdfast.bench;

import io.holdfast.bench.row.Arm;
import io.holdfast.bench.row.Conditions;
import io.holdfast.bench.row.Row;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Runs a row: prepares once, then lets the arms alternate, so that what drifts on the machine drifts for all. An arm that
 * fails fails the row.
 */
final class RowRunner {

    private RowRunner() {}

    /**
     * Runs the row and prints it to {@code out}, with a line for each goal at the end.
     *
     * @param arms the row's arms that shall run, in the row's order
     */
    static Results run(Row row, List<Arm> arms, Row.Size size, Conditions conditions, PrintStream out)
            throws Exception {
        Report report = new Report(row, out);
        report.begin(size);
        row.preparation().prepare(conditions);
        Results results = new Results();
        for (int run = 1; run <= size.runs(); run++) {
            for (Arm arm : startingOneFurtherOn(arms, run)) {
                var sample = arm.experiment().run(conditions.run(run));
                results.add(arm, sample);
                report.sample(run, arm, sample);
            }
        }
        report.end(arms, results);
        return results;
    }

    private static List<Arm> startingOneFurtherOn(List<Arm> arms, int run) {
        List<Arm> rotated = new ArrayList<>(arms);
        Collections.rotate(rotated, 1 - run);
        return rotated;
    }
}
