package io.holdfast.bench.idle;

import static io.holdfast.bench.contender.Contenders.HOLDFAST;
import static io.holdfast.bench.contender.Contenders.PARALLEL_CONSUMER;
import static io.holdfast.bench.contender.Contenders.PLAIN_LOOP;
import static io.holdfast.bench.contender.Contenders.SPRING_KAFKA;

import io.holdfast.bench.contender.Contenders;
import io.holdfast.bench.process.ArmJvm;
import io.holdfast.bench.row.Arm;
import io.holdfast.bench.row.Goal;
import io.holdfast.bench.row.Row;
import io.holdfast.bench.row.TopicLoad;
import io.holdfast.testkit.fault.ChildJvm;
import java.util.List;

/** Row 16. */
public final class IdleCpu {

    /** One record in each, so that a child knows when all are assigned: it has seen every record. */
    static final int PARTITIONS = 100;

    private IdleCpu() {}

    public static Row row() {
        return new Row(
                "idle-cpu",
                "CPU of a process with 100 partitions assigned and no records, over 20 s after 10 s to settle (Spring: 1 thread)",
                List.of(IdleChild.CORE),
                List.of(Goal.atMost(IdleChild.CORE, 1)),
                List.of(arm(HOLDFAST, 100), arm(PLAIN_LOOP, 1), arm(PARALLEL_CONSUMER, 100), arm(SPRING_KAFKA, 1)),
                new Row.Size(1, PARTITIONS),
                new TopicLoad(PARTITIONS, PARTITIONS, 100, 1)::make);
    }

    private static Arm arm(Contenders contender, int concurrency) {
        return new Arm(contender.arm(), conditions -> {
            List<String> arguments = List.of(
                    contender.name(),
                    conditions.bootstrapServers(),
                    conditions.topic(),
                    conditions.newGroup(),
                    Integer.toString(concurrency),
                    Long.toString(conditions.records()));
            try (ChildJvm child = ArmJvm.start(IdleChild.class, arguments)) {
                return ArmJvm.sample(child, IdleChild.WITHIN);
            }
        });
    }
}
