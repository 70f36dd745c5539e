package io.holdfast.outbox.sidecar;

import io.holdfast.outbox.relay.OutboxRelay;
import io.holdfast.outbox.store.RelayStore;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        description = "Publishes until no row is left, alone or beside running relays, then ends.")
final class DrainCommand implements Callable<Integer> {
    @ParentCommand
    private Sidecar sidecar;

    @Spec
    private CommandSpec spec;

    @Option(names = "--limit-seconds", defaultValue = "300", description = "give up then (default: ${DEFAULT-VALUE})")
    private long limitSeconds;

    @Override
    public Integer call() throws Exception {
        Setup setup = sidecar.setup();
        DataSource dataSource = setup.dataSource();
        RelayStore store = setup.store();
        long end = System.nanoTime() + Duration.ofSeconds(limitSeconds).toNanos();
        try (Connection connection = dataSource.getConnection()) {
            setup.inspect(connection, store);
            try (OutboxRelay relay = OutboxRelay.of(dataSource, store, setup.options())) {
                relay.start();
                while (store.backlog(connection, 1).rows() > 0 && System.nanoTime() - end < 0)
                    if (relay.awaitEnd(Duration.ofMillis(100))) return ExitCode.FAILURE.number();
                long left = store.backlog(connection, 100_000).rows();
                spec.commandLine().getOut().println(left == 0 ? "nothing is left" : left + " rows are left");
                return left == 0 ? ExitCode.OK.number() : ExitCode.FAILURE.number();
            }
        }
    }
}
