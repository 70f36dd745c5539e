package io.holdfast.bench;

import io.holdfast.bench.row.Arm;
import io.holdfast.bench.row.Goal;
import io.holdfast.bench.row.Row;
import java.util.Optional;

/** The line a row ends with for each goal; made to be read by people and by scripts. */
final class GoalLine {

    private GoalLine() {}

    /** The goal by itself, for the list of rows. */
    static String of(Goal goal) {
        if (goal instanceof Goal.Ratio ratio) {
            return "goal: " + Goal.Bound.AT_LEAST + " " + Numbers.plain(ratio.atLeast()) + " × " + ratio.peer();
        }
        Goal.Figure figure = (Goal.Figure) goal;
        return "goal: " + figure.bound() + " " + Numbers.plain(figure.limit()) + " "
                + figure.measure().unit();
    }

    static String of(Row row, Goal goal, Results results) {
        return goal instanceof Goal.Ratio ratio ? ratio(row, ratio, results) : figure(row, (Goal.Figure) goal, results);
    }

    private static String ratio(Row row, Goal.Ratio goal, Results results) {
        Optional<Double> ratio = results.spread(Arm.HOLDFAST, row.measure())
                .flatMap(ours ->
                        results.spread(goal.peer(), row.measure()).map(theirs -> ours.median() / theirs.median()));
        return "ratio " + row.name() + " vs " + goal.peer() + ": "
                + ratio.map(Numbers::plain).orElse("not measured")
                + " (goal " + Goal.Bound.AT_LEAST + " " + Numbers.plain(goal.atLeast()) + ")";
    }

    private static String figure(Row row, Goal.Figure goal, Results results) {
        return "figure " + row.name() + ": "
                + results.spread(Arm.HOLDFAST, goal.measure())
                        .map(spread -> Numbers.plain(spread.median()) + " "
                                + goal.measure().unit())
                        .orElse("not measured")
                + " (goal " + goal.bound() + " " + Numbers.plain(goal.limit()) + ")";
    }
}
