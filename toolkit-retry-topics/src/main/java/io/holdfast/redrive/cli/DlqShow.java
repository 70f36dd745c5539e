package io.holdfast.redrive.cli;

import io.holdfast.handler.Delivery.Origin;
import io.holdfast.redrive.DeadLetterTopics;
import io.holdfast.redrive.dialect.DeadLetter;
import io.holdfast.redrive.ledger.LedgerEntry;
import io.holdfast.redrive.ledger.RecordState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows one dead letter: error, stack, headers, key, value, and what the ledger knows of it.",
        footer = {"", "Example:", "  holdfast dlq show orders.billing.dlq-3@1742"})
final class DlqShow implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "TOPIC-PARTITION@OFFSET")
    private String coordinates;

    @Override
    public Integer call() {
        Origin at = LedgerEntry.parseKey(coordinates)
                .orElseThrow(() -> new ParameterException(
                        connection.spec().commandLine(),
                        "a dead letter is named TOPIC-PARTITION@OFFSET, such as orders.billing.dlq-3@1742"));
        try (DeadLetterTopics topics = new DeadLetterTopics(connection.properties())) {
            Optional<DeadLetter> letter = topics.find(at);
            if (letter.isEmpty()) {
                connection.err().println("there is no record at " + coordinates);
                return ExitCode.NOTHING_MATCHED;
            }
            List<LedgerEntry> history = topics.history(at);
            RecordState state = history.isEmpty()
                    ? RecordState.NEW
                    : history.get(history.size() - 1).state();
            if (connection.table()) LetterView.print(connection.out(), letter.get(), state, history);
            else connection.print(LetterView.json(letter.get(), state));
            return ExitCode.DONE;
        }
    }
}
