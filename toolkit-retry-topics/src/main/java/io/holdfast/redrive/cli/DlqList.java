package io.holdfast.redrive.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.redrive.DeadLetterTopics;
import io.holdfast.redrive.DeadLetterTopics.Summary;
import io.holdfast.redrive.plan.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "Lists dead-letter topics: by the usual names, or those you name.",
        footer = {"", "Example:", "  holdfast dlq ls -b localhost:9092"})
final class DlqList implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "DLQ", arity = "0..*", description = "Topics; none for all with a usual name.")
    private List<String> names = new ArrayList<>();

    @Override
    public Integer call() {
        List<Summary> found = new ArrayList<>();
        try (DeadLetterTopics topics = new DeadLetterTopics(connection.properties())) {
            if (names.isEmpty()) found.addAll(topics.list());
            for (String name : names) topics.summary(name).ifPresent(found::add);
        }
        if (connection.table()) print(found);
        else found.forEach(summary -> connection.print(json(summary)));
        return found.isEmpty() ? ExitCode.NOTHING_MATCHED : ExitCode.DONE;
    }

    private void print(List<Summary> found) {
        Table table = new Table("TOPIC", "PARTITIONS", "RECORDS", "UNRESOLVED", "OLDEST", "WRITTEN BY");
        for (Summary summary : found) {
            table.row(
                    summary.name(),
                    summary.partitions(),
                    summary.records(),
                    summary.unresolved(),
                    age(summary.oldestUnresolved()),
                    summary.unresolved() == 0 ? "" : summary.dialect());
        }
        table.print(connection.out(), connection.ansi());
    }

    static String age(long millis) {
        if (millis < 0) return "";
        Duration age = Duration.between(Instant.ofEpochMilli(millis), Instant.now());
        if (age.toDays() > 1) return age.toDays() + "d";
        if (age.toHours() > 1) return age.toHours() + "h";
        return age.toMinutes() > 1 ? age.toMinutes() + "m" : Math.max(0, age.toSeconds()) + "s";
    }

    private static ObjectNode json(Summary summary) {
        return Json.object()
                .put("topic", summary.name())
                .put("partitions", summary.partitions())
                .put("records", summary.records())
                .put("unresolved", summary.unresolved())
                .put("oldestUnresolved", summary.oldestUnresolved())
                .put("dialect", summary.dialect().name());
    }
}
