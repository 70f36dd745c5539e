package io.holdfast.redrive.cli;

import io.holdfast.redrive.Redrive;
import io.holdfast.redrive.plan.Json;
import io.holdfast.redrive.plan.RedrivePlan;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Freezes offsets, applies filters, looks originals of pointers up, counts, and keeps the plan.",
        footer = {
            "",
            "Examples:",
            "  holdfast redrive plan orders.billing.dlq --reason 'fixed in 2.4' --exception TimeoutException --dry-run",
            "  holdfast redrive plan orders-dlt --to source --allow-target orders --reason 'fixed in 2.4'"
        })
final class RedrivePlanCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "DLQ")
    private String dlq;

    @Mixin
    private Audit audit;

    @Mixin
    private PlanOptions options;

    @Option(names = "--dry-run", description = "Print the plan and keep nothing.")
    private boolean dryRun;

    @Override
    public Integer call() {
        try (Redrive redrive = new Redrive(connection.properties())) {
            RedrivePlan plan = redrive.plan(options.request(dlq, audit));
            if (!dryRun && plan.matched() > 0) redrive.save(plan);
            if (connection.table()) {
                PlanView.print(connection.out(), connection.ansi(), plan);
                if (!dryRun && plan.matched() > 0)
                    connection.out().println("Run it:  holdfast redrive run " + plan.id());
            } else {
                connection.print(Json.tree(plan.toJson()).orElseThrow());
            }
            return plan.matched() == 0 ? ExitCode.NOTHING_MATCHED : ExitCode.DONE;
        }
    }
}
