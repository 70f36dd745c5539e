package io.holdfast.bench;

import io.holdfast.bench.crash.CrashRedelivery;
import io.holdfast.bench.engine.EngineRows;
import io.holdfast.bench.idle.IdleCpu;
import io.holdfast.bench.metadata.MetadataSize;
import io.holdfast.bench.row.Row;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every row there is, in the order they are listed. A new row is one line here. */
final class Rows {

    private static final List<Row> ALL = Stream.of(
                    EngineRows.rows(),
                    List.of(MetadataSize.row()),
                    List.of(CrashRedelivery.row()),
                    List.of(IdleCpu.row()))
            .flatMap(List::stream)
            .toList();

    private Rows() {}

    static List<Row> all() {
        return ALL;
    }

    static Optional<Row> named(String name) {
        return ALL.stream().filter(row -> row.name().equals(name)).findFirst();
    }
}
