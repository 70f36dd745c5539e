package io.holdfast.redrive.cli;

import io.holdfast.redrive.DeadLetterTopics;
import io.holdfast.redrive.dialect.DeadLetter;
import io.holdfast.redrive.plan.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.header.Header;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
        name = "groups",
        mixinStandardHelpOptions = true,
        description = "Groups dead letters by what went wrong: how many, since when, the latest.",
        footer = {
            "",
            "Examples:",
            "  holdfast dlq groups orders.billing.dlq",
            "  holdfast dlq groups orders.billing.dlq --by header:tenant --state new"
        })
final class DlqGroups implements Callable<Integer> {

    private static final int MOST = 10_000;

    private static final class Tally {
        String label = "";
        long count;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        String sample = "";
    }

    @Mixin
    private Connection connection;

    @Mixin
    private SelectionOptions selection;

    @Parameters(paramLabel = "DLQ")
    private String dlq;

    @Option(
            names = "--by",
            defaultValue = "fingerprint",
            description = "fingerprint, exception, group, origin, key or header:NAME. Default: ${DEFAULT-VALUE}.")
    private String by;

    @Option(names = "--top", defaultValue = "20", description = "Rows shown. Default: ${DEFAULT-VALUE}.")
    private int top;

    @Override
    public Integer call() {
        Map<String, Tally> tallies = new HashMap<>();
        long total;
        try (DeadLetterTopics topics = new DeadLetterTopics(connection.properties())) {
            total = topics.scan(dlq, selection.selection(Instant.now()), (letter, state) -> {
                String group = groupOf(letter);
                Tally tally = tallies.computeIfAbsent(
                        tallies.size() < MOST || tallies.containsKey(group) ? group : "(others)", g -> new Tally());
                count(tally, letter);
                return true;
            });
        }
        List<Map.Entry<String, Tally>> rows = tallies.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Tally> entry) -> entry.getValue().count)
                        .reversed())
                .limit(top)
                .toList();
        print(rows);
        return total == 0 ? ExitCode.NOTHING_MATCHED : ExitCode.DONE;
    }

    private String groupOf(DeadLetter letter) {
        if (by.startsWith("header:")) {
            Header header = letter.record().headers().lastHeader(by.substring("header:".length()));
            return header == null || header.value() == null
                    ? "(none)"
                    : new String(header.value(), StandardCharsets.UTF_8);
        }
        return switch (by) {
            case "fingerprint" -> letter.fingerprint();
            case "exception" -> letter.errorClass().orElse("(unknown)");
            case "group" -> letter.group().orElse("(unknown)");
            case "origin" -> letter.originTopic().orElse("(unknown)");
            case "key" -> SafeText.of(letter.record().key());
            default ->
                throw new ParameterException(
                        connection.spec().commandLine(),
                        "--by must be fingerprint, exception, group, origin, key or header:NAME, was " + by);
        };
    }

    private static void count(Tally tally, DeadLetter letter) {
        tally.count++;
        tally.first = Math.min(tally.first, letter.record().timestamp());
        if (letter.record().timestamp() < tally.last) return;
        tally.last = letter.record().timestamp();
        tally.sample = letter.coordinates().toString();
        tally.label = letter.errorClass().orElse("")
                + letter.errorMessage().map(m -> ": " + m).orElse("");
    }

    private void print(List<Map.Entry<String, Tally>> rows) {
        Table table = new Table(by.toUpperCase(java.util.Locale.ROOT), "RECORDS", "FIRST", "LAST", "LATEST", "ERROR");
        for (Map.Entry<String, Tally> row : rows) {
            Tally tally = row.getValue();
            if (connection.table()) {
                table.row(
                        SafeText.of(row.getKey(), 60),
                        tally.count,
                        DlqList.age(tally.first),
                        DlqList.age(tally.last),
                        tally.sample,
                        SafeText.of(tally.label, 80));
            } else {
                connection.print(Json.object()
                        .put(by, row.getKey())
                        .put("records", tally.count)
                        .put("first", tally.first)
                        .put("last", tally.last)
                        .put("latest", tally.sample)
                        .put("error", tally.label));
            }
        }
        if (connection.table()) table.print(connection.out(), connection.ansi());
    }
}
