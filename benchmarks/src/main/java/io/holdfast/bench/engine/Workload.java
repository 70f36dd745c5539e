package io.holdfast.bench.engine;

import static java.util.Objects.requireNonNull;

import io.holdfast.bench.contender.Consumption;
import io.holdfast.bench.contender.Contenders;
import java.util.List;

/**
 * What a child is to do, handed over as its arguments.
 *
 * @param records after which the measured pass ends; the topic holds at least as many
 * @param pauseMillis how long each handler call blocks; 0 for a no-op
 */
record Workload(Contenders contender, Consumption consumption, long records, int pauseMillis) {

    Workload {
        requireNonNull(contender, "contender");
        requireNonNull(consumption, "consumption");
        if (records < 2) throw new IllegalArgumentException("records must be at least 2, was " + records);
        if (pauseMillis < 0) throw new IllegalArgumentException("pauseMillis must not be negative, was " + pauseMillis);
    }

    List<String> toArguments() {
        return List.of(
                contender.name(),
                consumption.bootstrapServers(),
                consumption.topic(),
                consumption.group(),
                Integer.toString(consumption.concurrency()),
                Long.toString(records),
                Integer.toString(pauseMillis));
    }

    static Workload ofArguments(List<String> arguments) {
        return new Workload(
                Contenders.valueOf(arguments.get(0)),
                new Consumption(
                        arguments.get(1), arguments.get(2), arguments.get(3), Integer.parseInt(arguments.get(4))),
                Long.parseLong(arguments.get(5)),
                Integer.parseInt(arguments.get(6)));
    }

    /** The same work in a group of its own. */
    Workload inGroup(String group) {
        Consumption same = consumption;
        return new Workload(
                contender,
                new Consumption(same.bootstrapServers(), same.topic(), group, same.concurrency()),
                records,
                pauseMillis);
    }
}
