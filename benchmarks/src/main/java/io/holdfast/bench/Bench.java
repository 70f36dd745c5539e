package io.holdfast.bench;

import io.holdfast.bench.row.Arm;
import io.holdfast.bench.row.Goal;
import io.holdfast.bench.row.Row;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code bench} lists the rows; {@code bench <name>} runs one with its peers and ends with a line for each goal.
 *
 * <p>Exit code 0 also when a goal is missed, for a figure is not a test; 1 on an error.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Lists the rows of the benchmarks, or runs one of them with its peers.",
        exitCodeOnInvalidInput = 1)
public final class Bench implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "ROW", description = "The row to run. None: list them.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--runs", paramLabel = "N", description = "Runs of each arm; the median counts.")
    private Optional<Integer> runs = Optional.empty();

    @Option(names = "--records", paramLabel = "N", description = "How many records the row works on.")
    private Optional<Long> records = Optional.empty();

    @Option(names = "--arms", paramLabel = "ARM", split = ",", description = "Only these arms.")
    private List<String> arms = List.of();

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Run on this cluster instead of a broker started for the row.")
    private Optional<String> bootstrapServers = Optional.empty();

    @Spec
    private CommandSpec spec;

    private final PrintStream out;

    Bench(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(new CommandLine(new Bench(out)).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (name.isEmpty()) {
            Rows.all().forEach(this::list);
        } else {
            Row row = Rows.named(name.get())
                    .orElseThrow(() -> refused("there is no row " + name.get() + "; rows: "
                            + names(Rows.all().stream().map(Row::name).toList())));
            run(row);
        }
        return 0;
    }

    private void list(Row row) {
        out.println(row.name());
        out.println("    " + row.work());
        out.println("    arms: " + names(row.arms().stream().map(Arm::name).toList()));
        for (Goal goal : row.goals()) out.println("    " + GoalLine.of(goal));
    }

    private void run(Row row) throws Exception {
        Row.Size size = new Row.Size(
                atLeastOne("--runs", runs.orElse(row.size().runs())).intValue(),
                atLeastOne("--records", records.orElse(row.size().records())).longValue());
        List<Arm> chosen = chosen(row);
        try (TestBed bed = TestBed.lay(row, bootstrapServers)) {
            RowRunner.run(row, chosen, size, bed.conditions(size.records()), out);
        }
    }

    private <N extends Number> N atLeastOne(String option, N number) {
        if (number.longValue() < 1) throw refused(option + " must be at least 1, was " + number);
        return number;
    }

    private List<Arm> chosen(Row row) {
        for (String arm : arms) {
            if (row.arms().stream().noneMatch(one -> one.name().equals(arm))) {
                throw refused("row " + row.name() + " has no arm " + arm + "; arms: "
                        + names(row.arms().stream().map(Arm::name).toList()));
            }
        }
        return row.arms().stream()
                .filter(arm -> arms.isEmpty() || arms.contains(arm.name()))
                .toList();
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private static String names(List<String> names) {
        return String.join(", ", names);
    }
}
