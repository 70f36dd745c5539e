package io.holdfast.outbox.sidecar;

import picocli.CommandLine.Command;

@Command(
        name = "skip",
        mixinStandardHelpOptions = true,
        description = "Gives rejected rows up; what waits behind them goes on. They are kept as dead.")
final class SkipCommand extends ParkedRequest {
    SkipCommand() {
        super("skip");
    }
}
