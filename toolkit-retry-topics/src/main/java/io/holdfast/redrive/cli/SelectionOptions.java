package io.holdfast.redrive.cli;

import io.holdfast.redrive.dialect.Dialect;
import io.holdfast.redrive.ledger.RecordState;
import io.holdfast.redrive.plan.Selection;
import io.holdfast.redrive.plan.Selection.OffsetRange;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that say which dead letters are meant. */
final class SelectionOptions {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,9}):(\\d{1,18})-(\\d{1,18})");
    private static final Pattern AGO = Pattern.compile("(\\d{1,9})([smhd])");

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Dead-lettered at or after: 2h, 3d, or 2026-11-22T08:00:00Z.")
    private String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Dead-lettered before.")
    private String until;

    @Option(names = "--key", paramLabel = "KEY", description = "Exact key; base64:... for bytes. Repeatable.")
    private List<String> keys = new ArrayList<>();

    @Option(names = "--key-regex", paramLabel = "REGEX", description = "Found in the key.")
    private String keyPattern;

    @Option(
            names = "--header",
            paramLabel = "NAME=VALUE",
            description = "Header with exactly this value. Repeatable: all must hold.")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(
            names = "--exception",
            paramLabel = "CLASS",
            description = "Error class, with or without package. Repeatable.")
    private List<String> exceptions = new ArrayList<>();

    @Option(names = "--message", paramLabel = "REGEX", description = "Found in the error message.")
    private String messagePattern;

    @Option(
            names = "--fingerprint",
            paramLabel = "HEX",
            description = "Failure as `dlq groups` shows it; six digits will do. Repeatable.")
    private List<String> fingerprints = new ArrayList<>();

    @Option(
            names = "--offsets",
            paramLabel = "P:FROM-TO",
            description = "Offsets of one partition, TO not included. Repeatable.")
    private List<String> offsets = new ArrayList<>();

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "Consumer group in which the record failed. Repeatable.")
    private List<String> groups = new ArrayList<>();

    @Option(
            names = "--origin",
            paramLabel = "TOPIC",
            description = "Topic the record was first consumed from. Repeatable.")
    private List<String> topics = new ArrayList<>();

    @Option(
            names = "--json",
            paramLabel = "/POINTER=VALUE",
            description = "Field of a JSON value. Repeatable: all must hold.")
    private Map<String, String> json = new LinkedHashMap<>();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "new, redriven, resolved, failed-again, discarded or parked. Repeatable.")
    private List<String> states = new ArrayList<>();

    @Option(
            names = "--dialect",
            description = "Read headers as: ${COMPLETION-CANDIDATES}. Default: by each record's own marks.")
    private Dialect dialect;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many, lowest partition and offset first.")
    private long limit;

    /** @param now what ages are counted from */
    Selection selection(Instant now) {
        return Selection.where()
                .since(time(since, now))
                .until(time(until, now))
                .keys(keys)
                .keyPattern(keyPattern)
                .headers(headers)
                .exceptions(exceptions)
                .messagePattern(messagePattern)
                .fingerprints(fingerprints.stream()
                        .map(f -> f.toLowerCase(Locale.ROOT))
                        .toList())
                .offsets(offsets.stream().map(SelectionOptions::range).toList())
                .groups(groups)
                .topics(topics)
                .json(json)
                .states(states())
                .dialect(dialect)
                .limit(limit)
                .build();
    }

    private Set<RecordState> states() {
        Set<RecordState> wanted = new LinkedHashSet<>();
        for (String state : states) {
            wanted.add(RecordState.parse(state)
                    .orElseThrow(() -> new TypeConversionException("--state: there is no state \"" + state + "\"")));
        }
        return wanted;
    }

    private static OffsetRange range(String text) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches())
            throw new TypeConversionException("--offsets must be P:FROM-TO, such as 0:100-200, was " + text);
        return new OffsetRange(
                Integer.parseInt(range.group(1)), Long.parseLong(range.group(2)), Long.parseLong(range.group(3)));
    }

    static Long time(String text, Instant now) {
        if (text == null) return null;
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) return now.minus(age(ago)).toEpochMilli();
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException bad) {
            throw new TypeConversionException("a time is an age such as 90s, 15m, 2h, 3d or an instant such as"
                    + " 2026-11-22T08:00:00Z, was \"" + text + "\"");
        }
    }

    private static Duration age(Matcher ago) {
        long amount = Long.parseLong(ago.group(1));
        return switch (ago.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
