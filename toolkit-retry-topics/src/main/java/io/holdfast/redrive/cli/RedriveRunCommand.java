package io.holdfast.redrive.cli;

import io.holdfast.redrive.Redrive;
import io.holdfast.redrive.Redrive.TaskView;
import io.holdfast.redrive.TaskStatus;
import io.holdfast.redrive.plan.RedrivePlan;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Carries a plan out, or goes on with a task that was stopped or killed. Given a dead-letter topic instead of"
                    + " a plan's id, plans first."
        },
        footer = {
            "",
            "Examples:",
            "  holdfast redrive run rd-20261122-101500-3fa9c1 --rate 500",
            "  holdfast redrive run orders.billing.dlq --reason 'fixed in 2.4' --ramp 1,10,100,all --yes"
        })
final class RedriveRunCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "PLAN|DLQ")
    private String name;

    @Mixin
    private Audit audit;

    @Mixin
    private RunControls controls;

    @Mixin
    private PlanOptions planning;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() {
        RunView view = new RunView(connection);
        try (Redrive redrive = new Redrive(connection.properties())) {
            Optional<TaskView> task = redrive.tasks().stream()
                    .filter(known -> known.plan().id().equals(name))
                    .findFirst();
            boolean begun = task.isPresent() && task.get().progress().status() != TaskStatus.PLANNED;
            RedrivePlan plan = task.isPresent() ? task.get().plan() : redrive.plan(planning.request(name, audit));
            if (connection.table()) PlanView.print(connection.out(), connection.ansi(), plan);
            if (plan.matched() == 0) return ExitCode.NOTHING_MATCHED;
            if (!yes && !begun && !view.confirmed(plan)) return ExitCode.REFUSED;
            if (task.isEmpty()) redrive.save(plan);
            return view.run(redrive, plan, controls.options());
        }
    }
}
