package io.holdfast.outbox.sidecar;

import io.holdfast.outbox.store.ParkedRows;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What {@code redrive} and {@code skip} share: which rows, and who asks. */
abstract class ParkedRequest implements Callable<Integer> {
    @ParentCommand
    private Sidecar sidecar;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "ids of rejected rows, as `parked` shows them")
    private List<String> ids = List.of();

    @Option(names = "--all", description = "every rejected row")
    private boolean all;

    @Option(names = "--by", description = "who asks, noted in the row (default: the system's user)")
    private String who = System.getProperty("user.name", "unknown");

    private final String request;

    ParkedRequest(String request) {
        this.request = request;
    }

    @Override
    public Integer call() throws Exception {
        if (all == !ids.isEmpty()) throw new SettingsException(request + " needs ids or --all, and not both");
        Setup setup = sidecar.setup();
        ParkedRows parked = new ParkedRows(setup.table());
        int found = 0;
        try (Connection connection = setup.dataSource().getConnection()) {
            setup.inspect(connection, setup.store());
            if (all) found = parked.requestAll(connection, request, who);
            for (String id : ids) {
                int one = parked.request(connection, id, request, who);
                if (one == 0) spec.commandLine().getErr().println("no rejected row has id " + id);
                found += one;
            }
        }
        spec.commandLine()
                .getOut()
                .println(request + " asked for " + found + " rows; the relay that owns them does it");
        return found >= ids.size() ? ExitCode.OK.number() : ExitCode.FAILURE.number();
    }
}
