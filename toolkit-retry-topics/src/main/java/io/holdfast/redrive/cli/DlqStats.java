package io.holdfast.redrive.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.redrive.DeadLetterTopics;
import io.holdfast.redrive.plan.Json;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = "Counts the records of one dead-letter topic by state, group, origin and hour. Reads all of it.",
        footer = {"", "Example:", "  holdfast dlq stats orders.billing.dlq --since 24h"})
final class DlqStats implements Callable<Integer> {

    private static final long HOUR = 3_600_000;
    private static final int MOST = 1_000;

    @Mixin
    private Connection connection;

    @Mixin
    private SelectionOptions selection;

    @Parameters(paramLabel = "DLQ")
    private String dlq;

    @Override
    public Integer call() {
        Map<String, Map<String, Long>> counts = new TreeMap<>();
        long total;
        Map<String, String> settings;
        try (DeadLetterTopics topics = new DeadLetterTopics(connection.properties())) {
            total = topics.scan(dlq, selection.selection(Instant.now()), (letter, state) -> {
                count(counts, "state", state.text());
                count(counts, "group", letter.group().orElse("(unknown)"));
                count(counts, "origin", letter.originTopic().orElse("(unknown)"));
                count(counts, "dialect", letter.dialect().name());
                long time = letter.record().timestamp();
                count(counts, "hour", Instant.ofEpochMilli(time - time % HOUR).toString());
                return true;
            });
            settings = topics.settings(dlq);
        }
        if (connection.table()) print(counts, settings);
        else connection.print(json(counts, settings));
        return total == 0 ? ExitCode.NOTHING_MATCHED : ExitCode.DONE;
    }

    private static void count(Map<String, Map<String, Long>> counts, String what, String value) {
        Map<String, Long> of = counts.computeIfAbsent(what, w -> new TreeMap<>());
        String name = of.size() < MOST || of.containsKey(value) ? value : "(others)";
        of.merge(name, 1L, Long::sum);
    }

    private void print(Map<String, Map<String, Long>> counts, Map<String, String> settings) {
        Table table = new Table("BY", "VALUE", "RECORDS");
        counts.forEach(
                (what, values) -> values.forEach((value, count) -> table.row(what, SafeText.of(value, 80), count)));
        settings.forEach((name, value) -> table.row("setting", name, value));
        table.print(connection.out(), connection.ansi());
    }

    private static ObjectNode json(Map<String, Map<String, Long>> counts, Map<String, String> settings) {
        ObjectNode json = Json.object();
        counts.forEach((what, values) -> {
            ObjectNode of = json.putObject(what);
            values.forEach(of::put);
        });
        settings.forEach(json.putObject("settings")::put);
        return json;
    }
}
