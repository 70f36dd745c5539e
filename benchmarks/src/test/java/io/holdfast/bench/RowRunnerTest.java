package io.holdfast.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bench.row.Arm;
import io.holdfast.bench.row.Conditions;
import io.holdfast.bench.row.Goal;
import io.holdfast.bench.row.Measure;
import io.holdfast.bench.row.Row;
import io.holdfast.bench.row.Sample;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of runs and the lines printed, with arms that measure nothing but count. */
class RowRunnerTest {

    private static final Measure SHARE = new Measure("share", "% of the ceiling");

    private final List<String> ran = new ArrayList<>();

    @TempDir
    private Path scratch;

    @Test
    void arms_alternate_and_each_round_starts_one_further_on() throws Exception {
        run(row(List.of(arm("a", 1), arm("b", 2), arm("c", 3))), 4);
        assertThat(ran).containsExactly("a1", "b1", "c1", "b2", "c2", "a2", "c3", "a3", "b3", "a4", "b4", "c4");
    }

    @Test
    void preparation_runs_once_before_all_arms() throws Exception {
        Row row = new Row(
                "name",
                "work",
                List.of(Measure.RATE),
                List.of(),
                List.of(arm("a", 1)),
                new Row.Size(2, 10),
                conditions -> ran.add("prepared " + conditions.records()));
        run(row, 2);
        assertThat(ran).containsExactly("prepared 10", "a1", "a2");
    }

    @Test
    void ends_with_a_line_for_each_goal_judged_on_medians() throws Exception {
        Row row = row(
                List.of(arm(Arm.HOLDFAST, 900, 1000, 5000), arm("peer", 100, 300, 125)),
                Goal.ratio("peer", 15),
                Goal.atLeast(Measure.RATE, 400_000),
                Goal.atMost(SHARE, 98));
        assertThat(lastLines(run(row, 3), 3))
                .containsExactly(
                        "ratio row vs peer: 8 (goal >= 15)",
                        "figure row: 1000 records/s (goal >= 400000)",
                        "figure row: 50 % of the ceiling (goal <= 98)");
    }

    @Test
    void goal_without_its_arms_says_that_nothing_was_measured() throws Exception {
        Row row = row(List.of(arm("peer", 100)), Goal.ratio("peer", 0.8), Goal.atLeast(Measure.RATE, 1));
        assertThat(lastLines(run(row, 1), 2))
                .containsExactly(
                        "ratio row vs peer: not measured (goal >= 0.8)", "figure row: not measured (goal >= 1)");
    }

    @Test
    void every_run_of_every_arm_is_printed_with_all_it_measured() throws Exception {
        Sample sample = Sample.of(Measure.RATE, 1_228_000).and(Measure.CPU, 2.5).and(Measure.JOIN, 222);
        Arm arm = new Arm("loop", conditions -> sample);
        Row row = new Row(
                "row",
                "work",
                List.of(Measure.RATE, Measure.CPU, Measure.JOIN),
                List.of(),
                List.of(arm),
                new Row.Size(1, 10),
                Row.Preparation.NONE);
        assertThat(run(row, 1))
                .contains("  run 1  loop  1,228,000 records/s · 2.50 µs CPU/record · 222 ms to join")
                .contains("  loop  1,228,000 records/s (1,228,000 to 1,228,000) · 2.50 µs CPU/record · 222 ms to join");
    }

    @Test
    void arm_that_fails_fails_the_row() {
        Arm broken = new Arm("broken", conditions -> {
            throw new IllegalStateException("arm ended early");
        });
        assertThatThrownBy(() -> run(row(List.of(broken)), 1)).hasMessage("arm ended early");
    }

    private static Row row(List<Arm> arms, Goal... goals) {
        return new Row(
                "row",
                "work",
                List.of(Measure.RATE, SHARE),
                List.of(goals),
                arms,
                new Row.Size(3, 10),
                Row.Preparation.NONE);
    }

    /** Gives these rates in turn, the last one again and again; the share is always 50. */
    private Arm arm(String name, double... rates) {
        return new Arm(name, conditions -> {
            ran.add(name + conditions.run());
            return Sample.of(Measure.RATE, rates[Math.min(conditions.run(), rates.length) - 1])
                    .and(SHARE, 50);
        });
    }

    private List<String> run(Row row, int runs) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RowRunner.run(
                row,
                row.arms(),
                new Row.Size(runs, row.size().records()),
                new Conditions("", "topic", row.size().records(), 1, scratch),
                new PrintStream(bytes, true, UTF_8));
        return bytes.toString(UTF_8).lines().toList();
    }

    private static List<String> lastLines(List<String> lines, int count) {
        return lines.subList(lines.size() - count, lines.size());
    }
}
