package io.holdfast.bench.engine;

import io.holdfast.bench.contender.Consumption;
import io.holdfast.bench.contender.Contenders;
import io.holdfast.bench.process.ArmJvm;
import io.holdfast.bench.row.Arm;
import io.holdfast.bench.row.Conditions;
import io.holdfast.bench.row.Sample;
import io.holdfast.testkit.fault.ChildJvm;
import java.time.Duration;

/**
 * One run of a contender in a child JVM.
 *
 * @param concurrency most handlers at once
 * @param pauseMillis how long each blocks
 * @param atMost records after which a slow arm ends its run, so that the row takes minutes; its rate is over those
 */
record EngineRun(Contenders contender, int concurrency, int pauseMillis, long atMost) implements Arm.Experiment {

    private static final Duration CHILD_WITHIN = EngineChild.JOIN_WITHIN
            .multipliedBy(2)
            .plus(EngineChild.WARM_UP_AT_MOST)
            .plus(EngineChild.PASS_WITHIN)
            .plusSeconds(60);

    /** An arm that works on all records of the row. */
    static Arm all(Contenders contender, int concurrency, int pauseMillis) {
        return atMost(Long.MAX_VALUE, contender, concurrency, pauseMillis);
    }

    static Arm atMost(long records, Contenders contender, int concurrency, int pauseMillis) {
        return new Arm(contender.arm(), new EngineRun(contender, concurrency, pauseMillis, records));
    }

    @Override
    public Sample run(Conditions conditions) throws Exception {
        Workload workload = new Workload(
                contender,
                new Consumption(conditions.bootstrapServers(), conditions.topic(), conditions.newGroup(), concurrency),
                Math.min(atMost, conditions.records()),
                pauseMillis);
        try (ChildJvm child = ArmJvm.start(EngineChild.class, workload.toArguments())) {
            return ArmJvm.sample(child, CHILD_WITHIN);
        }
    }
}
