package io.holdfast.redrive.plan;

import static java.util.Objects.requireNonNull;

import io.holdfast.redrive.dialect.DeadLetter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where redriven records go. A header proposes at most: the plan fixes the set of topics, shows it, and a run moves
 * nothing to any other.
 *
 * @param topic for {@link Kind#TOPIC}, else empty
 * @param renames origin topic to the name it has now
 * @param allowed if not empty, the only topics that may be targets
 * @param keepTimestamps the records keep the time of their origin; otherwise they get the time of the redrive, so that
 *     retention and delays start anew
 */
public record Target(
        Kind kind, String topic, Map<String, String> renames, List<String> allowed, boolean keepTimestamps) {

    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    /** Whom a redriven record reaches. */
    public enum Kind {
        /** The first retry topic of the Holdfast group in which it failed: that group and nobody else. */
        GROUP,
        /** The topic it came from: every group that reads it. */
        SOURCE,
        /** One topic for all. */
        TOPIC
    }

    public Target {
        requireNonNull(kind, "kind");
        requireNonNull(topic, "topic");
        renames = Map.copyOf(renames);
        allowed = List.copyOf(allowed);
        if (kind == Kind.TOPIC && topic.isEmpty()) throw new IllegalArgumentException("target topic must be named");
    }

    public static Target group() {
        return new Target(Kind.GROUP, "", Map.of(), List.of(), false);
    }

    public static Target source() {
        return new Target(Kind.SOURCE, "", Map.of(), List.of(), false);
    }

    public static Target topic(String name) {
        return new Target(Kind.TOPIC, name, Map.of(), List.of(), false);
    }

    public Target renaming(Map<String, String> newNames) {
        return new Target(kind, topic, newNames, allowed, keepTimestamps);
    }

    public Target allowing(List<String> topics) {
        return new Target(kind, topic, renames, topics, keepTimestamps);
    }

    public Target keepingTimestamps(boolean keep) {
        return new Target(kind, topic, renames, allowed, keep);
    }

    /** The topic for one dead letter; empty when its headers do not tell or the topic is not allowed. */
    public Optional<String> of(DeadLetter letter) {
        Optional<String> source = letter.originTopic().map(name -> renames.getOrDefault(name, name));
        Optional<String> target =
                switch (kind) {
                    case TOPIC -> Optional.of(topic);
                    case SOURCE -> source;
                    case GROUP -> source.flatMap(name -> letter.group().map(group -> retryTopic(name, group)));
                };
        // A group's name is a header like any other: it must not make a name that no topic can have.
        return target.filter(name -> LEGAL.matcher(name).matches())
                .filter(name -> allowed.isEmpty() || allowed.contains(name));
    }

    /** Name of the first retry topic of a Holdfast group. */
    public static String retryTopic(String source, String group) {
        return source + "." + group + ".retry.1";
    }

    @Override
    public String toString() {
        return switch (kind) {
            case GROUP -> "group";
            case SOURCE -> "source";
            case TOPIC -> "topic:" + topic;
        };
    }
}
