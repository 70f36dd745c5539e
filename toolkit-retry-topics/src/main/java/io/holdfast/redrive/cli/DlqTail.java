package io.holdfast.redrive.cli;

import io.holdfast.redrive.DeadLetterTopics;
import io.holdfast.redrive.dialect.DeadLetter;
import io.holdfast.redrive.ledger.RecordState;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = "Shows dead letters as they come in, one line each.",
        footer = {"", "Example:", "  holdfast dlq tail orders.billing.dlq --exception TimeoutException"})
final class DlqTail implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Mixin
    private SelectionOptions selection;

    @Parameters(paramLabel = "DLQ")
    private String dlq;

    @Option(
            names = "--for",
            paramLabel = "SECONDS",
            defaultValue = "2147483647",
            description = "Ends after so many seconds.")
    private long seconds;

    @Override
    public Integer call() {
        try (DeadLetterTopics topics = new DeadLetterTopics(connection.properties())) {
            long shown = topics.tail(dlq, selection.selection(Instant.now()), Duration.ofSeconds(seconds), this::show);
            return shown == 0 ? ExitCode.NOTHING_MATCHED : ExitCode.DONE;
        }
    }

    private boolean show(DeadLetter letter, RecordState state) {
        if (connection.table()) {
            connection
                    .out()
                    .println(Instant.ofEpochMilli(letter.record().timestamp()) + "  " + letter.coordinates()
                            + "  " + letter.fingerprint() + "  "
                            + SafeText.of(letter.errorClass().orElse(""), 60) + "  "
                            + SafeText.of(letter.errorMessage().orElse(""), 100));
            connection.out().flush();
        } else {
            connection.print(LetterView.json(letter, state));
        }
        return !connection.out().checkError();
    }
}
