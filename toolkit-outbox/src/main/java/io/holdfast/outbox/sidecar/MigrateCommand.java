package io.holdfast.outbox.sidecar;

import io.holdfast.outbox.OutboxSchema;
import io.holdfast.outbox.store.OutboxTableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = "Makes the tables that are missing, in one transaction.")
final class MigrateCommand implements Callable<Integer> {
    @ParentCommand
    private Sidecar sidecar;

    @Spec
    private CommandSpec spec;

    @Option(names = "--adopt", description = "change an outbox table that exists in Debezium's shape; rewrites it")
    private boolean adopt;

    @Override
    public Integer call() throws Exception {
        Setup setup = sidecar.setup();
        try (Connection connection = setup.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            List<String> statements = missing(setup, connection);
            OutboxSchema.apply(connection, statements);
            connection.commit();
            int shards = setup.inspect(connection, setup.store());
            spec.commandLine().getOut().println(statements.isEmpty() ? "nothing to do" : "done: " + shards + " shards");
        }
        return ExitCode.OK.number();
    }

    private List<String> missing(Setup setup, Connection connection) throws SQLException {
        boolean outbox = exists(connection, setup.table().name());
        boolean relay = exists(connection, setup.table().leaseTable());
        if (outbox && relay) return List.of();
        if (adopt && !outbox)
            throw new OutboxTableException("table " + setup.table().name() + " does not exist: leave --adopt out");
        if (adopt) return setup.schema().adopt();
        if (outbox)
            throw new OutboxTableException("table " + setup.table().name()
                    + " exists without the relay's tables: `migrate --adopt` changes it so that it can be polled");
        return setup.schema().create();
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            select.setString(1, table);
            try (ResultSet result = select.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }
}
