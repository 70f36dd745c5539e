package io.holdfast.bench.crash;

import static java.util.Objects.requireNonNull;

import io.holdfast.bench.contender.Consumption;
import io.holdfast.bench.contender.Contenders;
import io.holdfast.bench.row.Conditions;
import java.nio.file.Path;
import java.util.List;

/**
 * What both lives of a group share, handed to each child as its arguments.
 *
 * @param records in the topic's one partition, offsets 0 and up
 * @param map path of the {@link FinishedMap}
 */
record CrashLife(Contenders contender, Consumption consumption, int records, String map) {

    /** Instead of a number of finished records to be killed at: work off the rest. */
    static final long TO_THE_END = -1;

    private static final int IN_FLIGHT = 64;

    CrashLife {
        requireNonNull(contender, "contender");
        requireNonNull(consumption, "consumption");
        requireNonNull(map, "map");
    }

    static CrashLife first(Contenders contender, Conditions conditions, Path map) {
        return new CrashLife(
                contender,
                new Consumption(conditions.bootstrapServers(), conditions.topic(), conditions.newGroup(), IN_FLIGHT),
                Math.toIntExact(conditions.records()),
                map.toString());
    }

    List<String> toArguments(long killAt) {
        return List.of(
                contender.name(),
                consumption.bootstrapServers(),
                consumption.topic(),
                consumption.group(),
                Integer.toString(consumption.concurrency()),
                Integer.toString(records),
                map,
                Long.toString(killAt));
    }

    static CrashLife ofArguments(List<String> arguments) {
        return new CrashLife(
                Contenders.valueOf(arguments.get(0)),
                new Consumption(
                        arguments.get(1), arguments.get(2), arguments.get(3), Integer.parseInt(arguments.get(4))),
                Integer.parseInt(arguments.get(5)),
                arguments.get(6));
    }

    static long killAt(List<String> arguments) {
        return Long.parseLong(arguments.get(7));
    }
}
