package io.holdfast.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bench.row.Row;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();

    @Test
    void without_a_name_lists_every_row_with_its_goals() {
        assertThat(bench()).isZero();
        assertThat(out.toString(UTF_8))
                .contains(Rows.all().stream().map(Row::name).toList())
                .contains("    goal: >= 15 × parallel-consumer")
                .contains("    goal: <= 1 % of a core");
    }

    @Test
    void every_row_has_a_name_of_its_own_and_a_goal() {
        assertThat(Rows.all()).extracting(Row::name).doesNotHaveDuplicates();
        assertThat(Rows.all()).allSatisfy(row -> assertThat(row.goals()).isNotEmpty());
    }

    @Test
    void goal_not_measured_is_no_error() {
        assertThat(bench("metadata-size", "--runs", "1", "--arms", "zlib-reference"))
                .isZero();
        assertThat(out.toString(UTF_8)).endsWith("figure metadata-size: not measured (goal <= 1100)\n");
    }

    @Test
    void unknown_row_is_refused_with_the_names_there_are() {
        assertThat(bench("engine-nope")).isEqualTo(1);
        assertThat(errors.toString()).contains("there is no row engine-nope; rows: engine-noop, engine-one-key");
    }

    @Test
    void unknown_arm_is_refused_with_the_names_there_are() {
        assertThat(bench("engine-noop", "--arms", "plain-loop,akka")).isEqualTo(1);
        assertThat(errors.toString())
                .contains("row engine-noop has no arm akka; arms: ")
                .contains("plain-loop");
    }

    @Test
    void less_than_one_run_or_record_is_refused() {
        assertThat(bench("metadata-size", "--runs", "0")).isEqualTo(1);
        assertThat(errors.toString()).contains("--runs must be at least 1, was 0");
        assertThat(bench("metadata-size", "--records", "-5")).isEqualTo(1);
        assertThat(errors.toString()).contains("--records must be at least 1, was -5");
    }

    @Test
    void arm_that_fails_ends_with_an_error() {
        // A window of one offset has no room for a frontier and a finished offset above it.
        assertThat(bench("metadata-size", "--runs", "1", "--records", "1")).isEqualTo(1);
        assertThat(errors.toString()).contains("length must be at least 2, was 1");
    }

    private int bench(String... arguments) {
        return new CommandLine(new Bench(new PrintStream(out, true, UTF_8)))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
