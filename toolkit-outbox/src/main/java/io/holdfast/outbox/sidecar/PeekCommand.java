package io.holdfast.outbox.sidecar;

import io.holdfast.outbox.store.OutboxRow;
import io.holdfast.outbox.store.RelayStore;
import io.holdfast.outbox.store.ShardRead;
import java.sql.Connection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "peek", mixinStandardHelpOptions = true, description = "The next rows, without their payloads.")
final class PeekCommand implements Callable<Integer> {
    @ParentCommand
    private Sidecar sidecar;

    @Spec
    private CommandSpec spec;

    @Option(names = "--limit", defaultValue = "20", description = "most rows (default: ${DEFAULT-VALUE})")
    private int limit;

    @Override
    public Integer call() throws Exception {
        Setup setup = sidecar.setup();
        RelayStore store = setup.store();
        try (Connection connection = setup.dataSource().getConnection()) {
            int shards = setup.inspect(connection, store);
            List<ShardRead> reads = IntStream.range(0, shards)
                    .mapToObj(s -> new ShardRead(s, 0, limit))
                    .toList();
            store.fetch(connection, reads, Set.of(), 0).stream()
                    .sorted(Comparator.comparingLong(OutboxRow::seq))
                    .limit(limit)
                    .forEach(row -> spec.commandLine()
                            .getOut()
                            .printf(
                                    "seq %d  shard %d  id %s  %s  %s  %d bytes%n",
                                    row.seq(),
                                    row.shard(),
                                    row.id(),
                                    row.aggregateType(),
                                    row.type(),
                                    row.payloadLength()));
        }
        return ExitCode.OK.number();
    }
}
