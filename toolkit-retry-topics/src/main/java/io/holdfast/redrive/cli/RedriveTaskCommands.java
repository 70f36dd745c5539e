package io.holdfast.redrive.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code redrive}: plans, runs, controls and reports. */
@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        description = {
            "Moves dead letters back: plan, look, run, report.",
            "",
            "Each planned record is moved exactly once, whatever dies meanwhile: target record, ledger entry and progress"
                    + " are one Kafka transaction. Consumers of the target see it so when they read committed records."
        },
        subcommands = {
            RedrivePlanCommand.class,
            RedriveRunCommand.class,
            RedriveStatus.class,
            RedriveControl.Pause.class,
            RedriveControl.Resume.class,
            RedriveControl.Cancel.class,
            RedriveReport.class,
            RedriveDiscard.class,
            RedriveRestore.class
        },
        footer = {
            "",
            "Examples:",
            "  holdfast redrive plan orders.billing.dlq --reason 'gateway is back' --dry-run",
            "  holdfast redrive run orders.billing.dlq --reason 'gateway is back' --ramp 1,10,100",
            "  holdfast redrive run rd-20261122-101500-3fa9c1",
            "  holdfast redrive report rd-20261122-101500-3fa9c1"
        })
final class RedriveTaskCommands implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
