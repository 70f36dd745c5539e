package io.holdfast.bench.row;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.UUID;

/**
 * What all arms of a row find alike.
 *
 * @param bootstrapServers of the one broker that serves the row; empty for a row without {@link Row.Preparation}
 * @param topic the row's own topic, loaded before the first arm runs
 * @param records how many the row works on
 * @param run 1 for the first run of every arm
 * @param scratch an empty directory, removed when the row is through
 */
public record Conditions(String bootstrapServers, String topic, long records, int run, Path scratch) {

    public Conditions {
        requireNonNull(bootstrapServers, "bootstrapServers");
        requireNonNull(topic, "topic");
        requireNonNull(scratch, "scratch");
        if (records < 1) throw new IllegalArgumentException("records must be at least 1, was " + records);
        if (run < 1) throw new IllegalArgumentException("run must be at least 1, was " + run);
    }

    public Conditions run(int number) {
        return new Conditions(bootstrapServers, topic, records, number, scratch);
    }

    /** A consumer group nobody has used. */
    public String newGroup() {
        return topic + "-" + UUID.randomUUID();
    }
}
