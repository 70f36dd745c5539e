package io.holdfast.bench.crash;

import static io.holdfast.bench.contender.Contenders.FRONTIER_ONLY;
import static io.holdfast.bench.contender.Contenders.HOLDFAST;
import static io.holdfast.bench.contender.Contenders.PARALLEL_CONSUMER;

import io.holdfast.bench.contender.Contenders;
import io.holdfast.bench.process.ArmJvm;
import io.holdfast.bench.row.Arm;
import io.holdfast.bench.row.Conditions;
import io.holdfast.bench.row.Goal;
import io.holdfast.bench.row.Measure;
import io.holdfast.bench.row.Row;
import io.holdfast.bench.row.Sample;
import io.holdfast.bench.row.TopicLoad;
import io.holdfast.testkit.fault.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Row 15. */
public final class CrashRedelivery {

    private static final Measure REDELIVERED = new Measure("redelivered", "% redelivered");
    private static final Measure FINISHED = new Measure("finished", "finished when killed");

    /** The topic holds this many times the records that finish before the kill, so that the first life never runs dry. */
    private static final int SPARE = 2;

    /**
     * Later runs are killed later by up to this share of the records: about five seconds of work, the longest commit
     * interval of an arm. So no arm lives by where its commit tick falls.
     */
    private static final double STAGGER = 0.16;

    private CrashRedelivery() {}

    public static Row row() {
        return new Row(
                "crash-redelivery",
                "kill -9 with one stuck record and at least half the records finished above it, 20 ms handler, 64 in flight,"
                        + " commits as the contender does by default",
                List.of(REDELIVERED, FINISHED),
                List.of(Goal.atMost(REDELIVERED, 3)),
                List.of(arm(HOLDFAST), arm(PARALLEL_CONSUMER), arm(FRONTIER_ONLY)),
                new Row.Size(2, 200_000),
                CrashRedelivery::load);
    }

    /** Every record has a key of its own: order holds nothing back but the stuck record. */
    private static void load(Conditions conditions) throws Exception {
        new TopicLoad(1, Math.toIntExact(conditions.records()), 100, 1).make(conditions);
    }

    private static Arm arm(Contenders contender) {
        return new Arm(contender.arm(), conditions -> {
            CrashLife life = CrashLife.first(
                    contender, conditions, Files.createTempFile(conditions.scratch(), contender.arm(), ".map"));
            int before = firstLife(life, killAt(conditions));
            int redelivered = secondLife(life);
            return Sample.of(REDELIVERED, 100.0 * redelivered / before).and(FINISHED, before);
        });
    }

    private static long killAt(Conditions conditions) {
        return Math.round((1 + STAGGER * spread(conditions.run())) * conditions.records() / SPARE);
    }

    /** 0, 1/2, 1/4, 3/4, 1/8 … for the first runs: evenly over [0, 1) however many there are. */
    static double spread(int run) {
        return Integer.toUnsignedLong(Integer.reverse(run - 1)) * 0x1p-32;
    }

    private static int firstLife(CrashLife life, long killAt) throws Exception {
        try (ChildJvm child = ArmJvm.start(CrashChild.class, life.toArguments(killAt))) {
            child.awaitLine(CrashChild.READY_TO_DIE, CrashChild.WITHIN);
            child.kill();
        }
        return FinishedMap.open(Path.of(life.map()), life.records()).offsets().cardinality();
    }

    private static int secondLife(CrashLife life) throws Exception {
        try (ChildJvm child = ArmJvm.start(CrashChild.class, life.toArguments(CrashLife.TO_THE_END))) {
            return (int) ArmJvm.sample(child, CrashChild.WITHIN).value(CrashChild.AGAIN);
        }
    }
}
