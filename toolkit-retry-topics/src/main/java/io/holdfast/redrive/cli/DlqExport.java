package io.holdfast.redrive.cli;

import io.holdfast.redrive.DeadLetterTopics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes dead letters as NDJSON, bytes and headers in full. The export holds the payloads: treat it as you"
                    + " treat the topic."
        },
        footer = {
            "",
            "Examples:",
            "  holdfast dlq export orders.billing.dlq --state new > dead.ndjson",
            "  holdfast dlq export orders.billing.dlq --file dead.ndjson --since 24h"
        })
final class DlqExport implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Mixin
    private SelectionOptions selection;

    @Parameters(paramLabel = "DLQ")
    private String dlq;

    @Option(names = "--file", description = "A new file; standard output when not given.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        try (DeadLetterTopics topics = new DeadLetterTopics(connection.properties())) {
            if (file == null) return export(topics, connection.out());
            try (PrintWriter out = new PrintWriter(
                    Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW))) {
                return export(topics, out);
            }
        }
    }

    private int export(DeadLetterTopics topics, PrintWriter out) throws IOException {
        long written = topics.scan(dlq, selection.selection(Instant.now()), (letter, state) -> {
            out.println(LetterView.json(letter, state));
            return !out.checkError();
        });
        out.flush();
        if (out.checkError()) throw new IOException("the output was closed or is full after " + written + " records");
        connection.err().println(written + " dead letters exported");
        return written == 0 ? ExitCode.NOTHING_MATCHED : ExitCode.DONE;
    }
}
