package io.holdfast.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A small row from end to end: broker, loaded topic, a child JVM, its sample, the goal lines. */
class BenchIT {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void engine_noop_runs_its_plain_loop() {
        List<String> lines = bench("engine-noop", "--arms", "plain-loop", "--runs", "1", "--records", "2000");
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("  run 1  plain-loop")
                        .contains(" records/s · ", " µs CPU/record · ", " ms to join"))
                .endsWith(
                        "ratio engine-noop vs plain-loop: not measured (goal >= 0.8)",
                        "ratio engine-noop vs parallel-consumer: not measured (goal >= 15)");
    }

    @Test
    void crash_redelivery_sees_a_frontier_only_engine_redeliver_everything() {
        List<String> lines = bench("crash-redelivery", "--arms", "frontier-only", "--runs", "1", "--records", "2000");
        assertThat(lines).anySatisfy(line -> assertThat(line)
                .startsWith("  run 1  frontier-only")
                .contains("100 % redelivered", " finished when killed"));
    }

    private List<String> bench(String... arguments) {
        int exit = new CommandLine(new Bench(new PrintStream(out, true, UTF_8))).execute(arguments);
        assertThat(exit).isZero();
        return out.toString(UTF_8).lines().toList();
    }
}
