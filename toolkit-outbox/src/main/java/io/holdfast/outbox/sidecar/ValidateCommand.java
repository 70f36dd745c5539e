package io.holdfast.outbox.sidecar;

import io.holdfast.outbox.relay.OutboxRelay;
import io.holdfast.outbox.store.RelayStore;
import java.sql.Connection;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = "Checks settings, table and brokers; changes nothing.")
final class ValidateCommand implements Callable<Integer> {
    @ParentCommand
    private Sidecar sidecar;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Setup setup = sidecar.setup();
        DataSource dataSource = setup.dataSource();
        RelayStore store = setup.store();
        OutboxRelay.of(dataSource, store, setup.options()).close();
        try (Connection connection = dataSource.getConnection()) {
            int shards = setup.inspect(connection, store);
            say("table " + setup.table().name() + ": " + shards + " shards");
        }
        say("Kafka cluster " + KafkaCheck.clusterId(setup.settings().kafka()) + ": reached");
        return ExitCode.OK.number();
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
