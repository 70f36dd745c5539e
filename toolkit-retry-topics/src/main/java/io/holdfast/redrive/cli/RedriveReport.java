package io.holdfast.redrive.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.redrive.Redrive;
import io.holdfast.redrive.TaskReport;
import io.holdfast.redrive.plan.Action;
import io.holdfast.redrive.plan.Json;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Tells what became of a task, counted from the ledger and from the dead letters that have come since.",
            "Consumers that know nothing of Holdfast tell nothing: their records are delivered, unverified."
        },
        footer = {"", "Example:", "  holdfast redrive report rd-20261122-101500-3fa9c1"})
final class RedriveReport implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "TASK")
    private String id;

    @Override
    public Integer call() {
        try (Redrive redrive = new Redrive(connection.properties())) {
            TaskReport report = redrive.report(id);
            if (connection.table()) print(connection.out(), report);
            else connection.print(json(report));
            return report.failedAgain() > 0 ? ExitCode.PARTIAL : RunView.code(report.status());
        }
    }

    private static void print(PrintWriter out, TaskReport report) {
        var request = report.plan().request();
        out.println("Task " + report.plan().id() + ": " + RunView.words(report.status()));
        out.println("  " + request.action().name().toLowerCase(java.util.Locale.ROOT) + " of "
                + SafeText.of(request.dlq()) + " to "
                + SafeText.of(request.target().toString()) + ", planned "
                + Instant.ofEpochMilli(report.plan().createdAt()) + " by " + SafeText.of(request.by()));
        out.println("  reason                 " + SafeText.of(request.reason()));
        out.println("  planned                " + report.plan().matched());
        if (request.action() == Action.REDRIVE) {
            out.println("  delivered              " + report.delivered());
            out.println("    handled              " + report.resolved());
            out.println("    failed again         " + report.failedAgain());
            out.println("    unverified           " + report.unverified());
            out.println("  parked                 " + report.parked());
        } else {
            out.println("  changed                " + report.progress().moved());
        }
        out.println("  could not be moved     " + report.plan().census().ineligible() + " by the plan, "
                + report.progress().refused() + " at their target");
        if (report.progress().expired() > 0) {
            out.println("  deleted by retention   up to " + report.progress().expired() + " while it ran");
        }
        report.failures().forEach((print, count) -> out.println("  failed as " + print + "  " + count));
        if (!report.progress().note().isEmpty())
            out.println("  " + SafeText.of(report.progress().note()));
        out.flush();
    }

    private static ObjectNode json(TaskReport report) {
        ObjectNode json = Json.object();
        json.put("task", report.plan().id());
        json.put("status", report.status().name());
        json.put("planned", report.plan().matched());
        json.put("delivered", report.delivered());
        json.put("resolved", report.resolved());
        json.put("failedAgain", report.failedAgain());
        json.put("unverified", report.unverified());
        json.put("parked", report.parked());
        json.put("discarded", report.discarded());
        json.put("restored", report.restored());
        json.set("failures", Json.tree(Json.write(report.failures())).orElseThrow());
        json.set("progress", Json.tree(Json.write(report.progress())).orElseThrow());
        return json;
    }
}
