package io.holdfast.outbox.sidecar;

import io.holdfast.outbox.store.ParkedRows;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "parked",
        mixinStandardHelpOptions = true,
        description = "Rejected and dead rows, and how many wait behind them.")
final class ParkedCommand implements Callable<Integer> {
    @ParentCommand
    private Sidecar sidecar;

    @Spec
    private CommandSpec spec;

    @Option(names = "--limit", defaultValue = "100", description = "most rows (default: ${DEFAULT-VALUE})")
    private int limit;

    @Override
    public Integer call() throws Exception {
        Setup setup = sidecar.setup();
        try (Connection connection = setup.dataSource().getConnection()) {
            setup.inspect(connection, setup.store());
            List<ParkedRows.Parked> rows = new ParkedRows(setup.table()).list(connection, limit);
            for (ParkedRows.Parked row : rows)
                spec.commandLine()
                        .getOut()
                        .printf(
                                "%s  %s  %s  %s  behind %d  since %s%s%n    %s%n",
                                row.id(),
                                row.state(),
                                row.aggregateType(),
                                row.type(),
                                row.behind(),
                                row.parkedAt(),
                                row.request() == null ? "" : "  " + row.request() + " asked",
                                row.reason());
            if (rows.isEmpty()) spec.commandLine().getOut().println("nothing is parked");
        }
        return ExitCode.OK.number();
    }
}
