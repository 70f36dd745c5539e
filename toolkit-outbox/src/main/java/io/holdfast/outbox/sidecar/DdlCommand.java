package io.holdfast.outbox.sidecar;

import io.holdfast.outbox.OutboxSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "ddl",
        mixinStandardHelpOptions = true,
        description = "Prints the SQL that makes the tables; runs nothing.")
final class DdlCommand implements Callable<Integer> {
    @ParentCommand
    private Sidecar sidecar;

    @Spec
    private CommandSpec spec;

    @Option(names = "--adopt", description = "for an outbox table that exists in Debezium's shape")
    private boolean adopt;

    @Override
    public Integer call() {
        OutboxSchema schema = sidecar.setup().schema();
        for (String statement : adopt ? schema.adopt() : schema.create())
            spec.commandLine().getOut().println(statement + ";\n");
        return ExitCode.OK.number();
    }
}
