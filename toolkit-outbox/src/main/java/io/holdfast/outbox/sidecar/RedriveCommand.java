package io.holdfast.outbox.sidecar;

import picocli.CommandLine.Command;

@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        description = "Publishes rejected rows again, with all that wait behind them.")
final class RedriveCommand extends ParkedRequest {
    RedriveCommand() {
        super("redrive");
    }
}
