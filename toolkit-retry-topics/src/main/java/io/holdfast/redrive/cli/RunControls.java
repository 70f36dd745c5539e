package io.holdfast.redrive.cli;

import io.holdfast.redrive.RunOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that say how fast and how carefully a plan is carried out. */
final class RunControls {

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Records a second; 0 for no limit. Default: ${DEFAULT-VALUE}.",
            defaultValue = "0")
    private int rate;

    @Option(
            names = "--ramp",
            split = ",",
            paramLabel = "N",
            description = "First steps as totals, such as 1,10,100,all. After each the outcome is awaited.")
    private List<String> ramp = new ArrayList<>();

    @Option(
            names = "--abort-ratio",
            defaultValue = "0.2",
            description = "Stop the ramp when more of a step than this fails again. Default: ${DEFAULT-VALUE}.")
    private double abortRatio;

    @Option(
            names = "--allow-new-errors",
            description = "Go on although a record fails in a way the plan does not list.")
    private boolean allowNewErrors;

    @Option(
            names = "--ramp-wait",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long consumers may take to pass a step. Default: ${DEFAULT-VALUE}.")
    private long rampWait;

    @Option(
            names = "--watch-group",
            paramLabel = "GROUP",
            description = "The group whose offsets tell that a step was consumed.")
    private String watchGroup;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "Partitions at a time. Default: number of processors.")
    private Integer parallelism;

    @Option(
            names = "--transaction-size",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Records a transaction, at most. Default: ${DEFAULT-VALUE}.")
    private int transactionSize;

    RunOptions options() {
        RunOptions options = RunOptions.defaults()
                .rate(rate)
                .recordsPerTransaction(transactionSize)
                .ramp(steps())
                .abortRatio(abortRatio)
                .stopOnNewError(!allowNewErrors)
                .outcomePatience(Duration.ofSeconds(rampWait));
        if (parallelism != null) options = options.parallelism(parallelism);
        return watchGroup == null ? options : options.watching(watchGroup);
    }

    private List<Long> steps() {
        List<Long> steps = new ArrayList<>();
        for (int i = 0; i < ramp.size(); i++) {
            String step = ramp.get(i);
            if (step.equals("all") && i == ramp.size() - 1) break;
            if (!step.matches("\\d{1,12}")) {
                throw new TypeConversionException("--ramp is a list of totals that may end with all, was " + ramp);
            }
            steps.add(Long.parseLong(step));
        }
        return steps;
    }
}
