package io.holdfast.outbox.sidecar;

import io.holdfast.outbox.store.Backlog;
import io.holdfast.outbox.store.RelayStore;
import java.sql.Connection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "lag", mixinStandardHelpOptions = true, description = "How many rows wait, and for how long.")
final class LagCommand implements Callable<Integer> {
    @ParentCommand
    private Sidecar sidecar;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--count-to",
            defaultValue = "100000",
            description = "stop counting there (default: ${DEFAULT-VALUE})")
    private long cap;

    @Override
    public Integer call() throws Exception {
        Setup setup = sidecar.setup();
        RelayStore store = setup.store();
        try (Connection connection = setup.dataSource().getConnection()) {
            setup.inspect(connection, store);
            Backlog backlog = store.backlog(connection, cap);
            String age = backlog.oldestSeconds() < 0
                    ? "unknown, no column created_at"
                    : Math.round(backlog.oldestSeconds()) + " s";
            spec.commandLine()
                    .getOut()
                    .printf(
                            "unpublished %d%s%noldest %s%nparked %d keys, %d rows%ndead %d rows%n",
                            backlog.rows(),
                            backlog.capped() ? " or more" : "",
                            age,
                            backlog.parkedKeys(),
                            backlog.parkedRows(),
                            backlog.deadRows());
        }
        return ExitCode.OK.number();
    }
}
