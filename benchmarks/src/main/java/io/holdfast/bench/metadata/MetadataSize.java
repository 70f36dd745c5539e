package io.holdfast.bench.metadata;

import io.holdfast.bench.row.Arm;
import io.holdfast.bench.row.Goal;
import io.holdfast.bench.row.Measure;
import io.holdfast.bench.row.Row;
import io.holdfast.bench.row.Sample;
import java.util.Base64;
import java.util.List;

/** Row 14. */
public final class MetadataSize {

    private static final Measure BYTES = new Measure("bytes", "B");
    private static final Measure CHARACTERS = new Measure("characters", "characters as text");

    /** Not 0: real offsets are large, and a codec that writes the base pays for it. */
    private static final long BASE = 1_234_567_890L;

    private static final int UNFINISHED_ONE_IN = 100;

    private MetadataSize() {}

    public static Row row() {
        return new Row(
                "metadata-size",
                "commit metadata for a window of 100k offsets, 1 % of them unfinished at random; each run another window",
                List.of(BYTES, CHARACTERS),
                List.of(Goal.atMost(BYTES, 1100)),
                List.of(
                        base64Arm(Arm.HOLDFAST, new HoldfastCodec()),
                        base64Arm("parallel-consumer", new ParallelConsumerCodec()),
                        base64Arm("run-lengths-reference", ReferenceCodecs::runLengths),
                        base64Arm("zlib-reference", ReferenceCodecs::zlibBitSet)),
                new Row.Size(9, 100_000),
                Row.Preparation.NONE);
    }

    private static Arm base64Arm(String name, MetadataCodec codec) {
        return new Arm(name, conditions -> {
            byte[] bytes = codec.encode(
                    Window.random(BASE, Math.toIntExact(conditions.records()), UNFINISHED_ONE_IN, conditions.run()));
            return Sample.of(BYTES, bytes.length)
                    .and(CHARACTERS, Base64.getEncoder().withoutPadding().encode(bytes).length);
        });
    }
}
