package io.holdfast.redrive.cli;

import io.holdfast.redrive.Redrive;
import io.holdfast.redrive.RunOptions;
import io.holdfast.redrive.plan.PlanRequest;
import io.holdfast.redrive.plan.RedrivePlan;
import io.holdfast.redrive.plan.Selection;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What discarding and restoring have in common: a plan that changes states and moves nothing. */
abstract class ShiftCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "DLQ")
    private String dlq;

    @Mixin
    private Audit audit;

    @Mixin
    private SelectionOptions selection;

    @Option(names = "--dry-run", description = "Print the plan and change nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    abstract PlanRequest request(String topic, String by, String reason);

    @Override
    public Integer call() {
        Selection selected = selection.selection(Instant.now());
        RunView view = new RunView(connection);
        try (Redrive redrive = new Redrive(connection.properties())) {
            RedrivePlan plan =
                    redrive.plan(request(dlq, audit.by(), audit.reason()).select(selected));
            if (connection.table()) PlanView.print(connection.out(), connection.ansi(), plan);
            if (plan.matched() == 0) return ExitCode.NOTHING_MATCHED;
            if (dryRun) return ExitCode.DONE;
            if (!yes && !view.confirmed(plan)) return ExitCode.REFUSED;
            redrive.save(plan);
            return view.run(redrive, plan, RunOptions.defaults());
        }
    }
}
