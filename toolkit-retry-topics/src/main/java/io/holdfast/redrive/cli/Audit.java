package io.holdfast.redrive.cli;

import picocli.CommandLine.Option;

/** Who and why: kept with the task for good. */
final class Audit {

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why. Required for anything that makes a plan.")
    private String reason;

    @Option(names = "--by", paramLabel = "NAME", description = "Who. Default: the user of this terminal.")
    private String by;

    String by() {
        return by == null ? System.getProperty("user.name", "unknown") : by;
    }

    String reason() {
        if (reason == null || reason.isBlank()) {
            throw new IllegalArgumentException("--reason is required: say why, for the audit");
        }
        return reason;
    }
}
