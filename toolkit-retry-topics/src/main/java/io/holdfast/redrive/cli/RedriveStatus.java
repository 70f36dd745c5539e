package io.holdfast.redrive.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.redrive.Redrive;
import io.holdfast.redrive.Redrive.TaskView;
import io.holdfast.redrive.plan.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows tasks: all of them, or one.",
        footer = {"", "Example:", "  holdfast redrive status -o ndjson"})
final class RedriveStatus implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "TASK", arity = "0..1")
    private String id;

    @Override
    public Integer call() {
        List<TaskView> tasks;
        try (Redrive redrive = new Redrive(connection.properties())) {
            tasks = redrive.tasks().stream()
                    .filter(task -> id == null || task.plan().id().equals(id))
                    .toList();
        }
        Table table = new Table("TASK", "ACTION", "DLQ", "STATUS", "DONE", "PLANNED", "LAST WORD", "BY", "REASON");
        for (TaskView task : tasks) {
            if (connection.table()) {
                table.row(
                        task.plan().id(),
                        task.plan().request().action(),
                        SafeText.of(task.plan().request().dlq()),
                        RunView.words(task.progress().status()),
                        task.progress().done(),
                        task.plan().matched(),
                        DlqList.age(task.progress().at()),
                        SafeText.of(task.plan().request().by(), 20),
                        SafeText.of(task.plan().request().reason(), 40));
            } else {
                ObjectNode json = Json.object();
                json.put("task", task.plan().id());
                json.put("action", task.plan().request().action().name());
                json.put("dlq", task.plan().request().dlq());
                json.put("by", task.plan().request().by());
                json.put("reason", task.plan().request().reason());
                json.set("progress", Json.tree(Json.write(task.progress())).orElseThrow());
                connection.print(json);
            }
        }
        if (connection.table()) table.print(connection.out(), connection.ansi());
        return tasks.isEmpty() ? ExitCode.NOTHING_MATCHED : ExitCode.DONE;
    }
}
