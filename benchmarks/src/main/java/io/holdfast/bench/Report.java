package io.holdfast.bench;

import io.holdfast.bench.row.Arm;
import io.holdfast.bench.row.Goal;
import io.holdfast.bench.row.Measure;
import io.holdfast.bench.row.Row;
import io.holdfast.bench.row.Sample;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Prints a row while it runs and when it is through. One thread. */
final class Report {

    private final Row row;
    private final PrintStream out;
    private final int width;

    Report(Row row, PrintStream out) {
        this.row = row;
        this.out = out;
        width = row.arms().stream().mapToInt(arm -> arm.name().length()).max().orElseThrow();
    }

    void begin(Row.Size size) {
        out.println(row.name() + ": " + row.work());
        out.println(Numbers.grouped((double) size.records()) + " records, " + size.runs()
                + (size.runs() == 1 ? " run" : " runs") + " of each arm; "
                + Runtime.getRuntime().availableProcessors() + " cores, JDK "
                + Runtime.version().feature());
    }

    void sample(int run, Arm arm, Sample sample) {
        StringJoiner numbers = new StringJoiner(" · ");
        for (Measure measure : row.measures()) {
            if (sample.has(measure)) numbers.add(Numbers.grouped(sample.value(measure)) + " " + measure.unit());
        }
        out.println("  run " + run + "  " + padded(arm) + "  " + numbers);
    }

    void end(List<Arm> arms, Results results) {
        out.println("medians, with the range of " + row.measure().unit());
        for (Arm arm : arms) out.println("  " + padded(arm) + "  " + medians(arm, results));
        for (Goal goal : row.goals()) out.println(GoalLine.of(row, goal, results));
    }

    private String medians(Arm arm, Results results) {
        StringJoiner numbers = new StringJoiner(" · ");
        for (Measure measure : row.measures()) {
            results.spread(arm.name(), measure)
                    .ifPresent(spread -> numbers.add(Numbers.grouped(spread.median())
                            + " " + measure.unit()
                            + (measure.equals(row.measure()) ? range(spread) : "")));
        }
        return numbers.toString();
    }

    private static String range(Spread spread) {
        return " (" + Numbers.grouped(spread.least()) + " to " + Numbers.grouped(spread.most()) + ")";
    }

    private String padded(Arm arm) {
        return String.format(Locale.ROOT, "%-" + width + "s", arm.name());
    }
}
