package io.holdfast.redrive.cli;

import io.holdfast.redrive.plan.Action;
import io.holdfast.redrive.plan.Edit;
import io.holdfast.redrive.plan.PlanRequest;
import io.holdfast.redrive.plan.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that make up a redrive's plan. */
final class PlanOptions {

    @Mixin
    private SelectionOptions selection;

    @Option(
            names = "--to",
            defaultValue = "group",
            paramLabel = "TARGET",
            description = {
                "group: the failing Holdfast group's own retry topic, seen by nobody else.",
                "source: the topic it came from, seen by every group that reads it.",
                "topic:NAME: one topic for all. Default: ${DEFAULT-VALUE}."
            })
    private String to;

    @Option(names = "--rename", paramLabel = "OLD=NEW", description = "The origin topic has this name now. Repeatable.")
    private Map<String, String> renames = new LinkedHashMap<>();

    @Option(names = "--allow-target", paramLabel = "TOPIC", description = "Only these may be targets. Repeatable.")
    private List<String> allowed = new ArrayList<>();

    @Option(
            names = "--keep-timestamps",
            description = "Keep the time of the original record; default is the time of the redrive.")
    private boolean keepTimestamps;

    @Option(names = "--unordered", description = "As they lie in the dead-letter topic, not by origin within a key.")
    private boolean unordered;

    @Option(
            names = "--max-redrives",
            defaultValue = "3",
            paramLabel = "N",
            description = "Redriven so often already: to <dlq>.parking instead. Default: ${DEFAULT-VALUE}.")
    private int maxRedrives;

    @Option(
            names = "--edit",
            paramLabel = "FILE",
            description = "JSON Patch (RFC 6902) for every value. Gives new message ids.")
    private Path patch;

    @Option(names = "--set-header", paramLabel = "NAME=VALUE", description = "Repeatable. Gives new message ids.")
    private Map<String, String> setHeaders = new LinkedHashMap<>();

    @Option(names = "--remove-header", paramLabel = "NAME", description = "Repeatable. Gives new message ids.")
    private List<String> removeHeaders = new ArrayList<>();

    PlanRequest request(String dlq, Audit audit) {
        return new PlanRequest(
                Action.REDRIVE,
                dlq,
                selection.selection(Instant.now()),
                target(),
                edit(),
                !unordered,
                maxRedrives,
                audit.by(),
                audit.reason());
    }

    private Target target() {
        Target kind;
        if (to.equals("group")) kind = Target.group();
        else if (to.equals("source")) kind = Target.source();
        else if (to.startsWith("topic:")) kind = Target.topic(to.substring("topic:".length()));
        else throw new TypeConversionException("--to must be group, source or topic:NAME, was \"" + to + "\"");
        return kind.renaming(renames).allowing(allowed).keepingTimestamps(keepTimestamps);
    }

    private Edit edit() {
        try {
            return new Edit(patch == null ? "" : Files.readString(patch), setHeaders, removeHeaders);
        } catch (IOException unreadable) {
            throw new TypeConversionException(
                    "cannot read --edit " + patch + ": " + unreadable.getClass().getSimpleName());
        }
    }
}
