package io.holdfast.redrive.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dlq}: looks, and moves nothing. */
@Command(
        name = "dlq",
        mixinStandardHelpOptions = true,
        description = "Looks at dead-letter topics. Reads only, except for import.",
        subcommands = {
            DlqList.class,
            DlqStats.class,
            DlqGroups.class,
            DlqShow.class,
            DlqTail.class,
            DlqExport.class,
            DlqImport.class
        })
final class DlqCommands implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
