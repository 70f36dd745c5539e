package io.holdfast.bench.engine;

import static io.holdfast.bench.contender.Contenders.HOLDFAST;
import static io.holdfast.bench.contender.Contenders.PARALLEL_CONSUMER;
import static io.holdfast.bench.contender.Contenders.PLAIN_LOOP;
import static io.holdfast.bench.contender.Contenders.SPRING_KAFKA;

import io.holdfast.bench.row.Arm;
import io.holdfast.bench.row.Goal;
import io.holdfast.bench.row.Measure;
import io.holdfast.bench.row.Row;
import io.holdfast.bench.row.Sample;
import io.holdfast.bench.row.TopicLoad;
import java.util.List;
import java.util.stream.Stream;

/** Rows 1 to 5. */
public final class EngineRows {

    private static final Measure OF_ORDER = new Measure("ofOrder", "of what order allows");
    private static final Measure OF_CEILING = new Measure("ofCeiling", "% of the ceiling");

    private static final List<Measure> MEASURES = List.of(Measure.RATE, Measure.CPU, Measure.ALLOCATED, Measure.JOIN);

    private static final int VALUE_BYTES = 100;
    private static final int PARTITIONS = 8;
    private static final int KEYS = 10_000;
    private static final int HOT_KEYS = 64;
    private static final int IN_FLIGHT = 60;
    private static final long SEED = 20261122;

    private EngineRows() {}

    public static List<Row> rows() {
        return List.of(noop(), oneKey(), twoMillis(), hotKeys(), tenMillis());
    }

    private static Row noop() {
        return new Row(
                "engine-noop",
                "no-op handler, 100 B records, 8 partitions, 10k keys, key order, concurrency 100 (Spring: 8)",
                MEASURES,
                List.of(Goal.ratio(PLAIN_LOOP.arm(), 0.8), Goal.ratio(PARALLEL_CONSUMER.arm(), 15)),
                List.of(
                        EngineRun.all(HOLDFAST, 100, 0),
                        EngineRun.all(PLAIN_LOOP, 1, 0),
                        EngineRun.atMost(500_000, PARALLEL_CONSUMER, 100, 0),
                        EngineRun.all(SPRING_KAFKA, PARTITIONS, 0)),
                new Row.Size(3, 2_000_000),
                new TopicLoad(PARTITIONS, KEYS, VALUE_BYTES, SEED)::make);
    }

    private static Row oneKey() {
        return new Row(
                "engine-one-key",
                "no-op handler, 100 B records, all of one key, key order, concurrency 100",
                MEASURES,
                List.of(Goal.atLeast(Measure.RATE, 400_000)),
                List.of(EngineRun.all(HOLDFAST, 100, 0), EngineRun.atMost(5_000, PARALLEL_CONSUMER, 100, 0)),
                new Row.Size(3, 1_000_000),
                new TopicLoad(1, 1, VALUE_BYTES, SEED)::make);
    }

    private static Row twoMillis() {
        boolean virtualThreads = Runtime.version().feature() >= 21;
        return new Row(
                "engine-2ms",
                "2 ms blocking handler, 8 partitions, 10k keys, key order, concurrency 256",
                MEASURES,
                List.of(Goal.ratio(PARALLEL_CONSUMER.arm(), virtualThreads ? 4 : 3)),
                List.of(EngineRun.all(HOLDFAST, 256, 2), EngineRun.all(PARALLEL_CONSUMER, 256, 2)),
                new Row.Size(3, 100_000),
                new TopicLoad(PARTITIONS, KEYS, VALUE_BYTES, SEED)::make);
    }

    private static Row hotKeys() {
        return new Row(
                "engine-hot-keys",
                "2 ms blocking handler, 8 partitions, 64 keys, key order, concurrency 256 (Spring: 8)",
                with(OF_ORDER),
                List.of(Goal.atLeast(OF_ORDER, 0.9)),
                List.of(
                        ofOrder(EngineRun.all(HOLDFAST, 256, 2)),
                        ofOrder(EngineRun.all(PARALLEL_CONSUMER, 256, 2)),
                        ofOrder(EngineRun.atMost(25_000, SPRING_KAFKA, PARTITIONS, 2))),
                new Row.Size(3, 100_000),
                new TopicLoad(PARTITIONS, HOT_KEYS, VALUE_BYTES, SEED)::make);
    }

    private static Row tenMillis() {
        return new Row(
                "engine-10ms",
                "10 ms blocking handler, 60 in flight, 3 partitions; Decaton publishes 95.8 % of the ceiling of 6,000/s",
                with(OF_CEILING),
                List.of(Goal.atLeast(OF_CEILING, 98)),
                List.of(
                        ofCeiling(EngineRun.all(HOLDFAST, IN_FLIGHT, 10)),
                        ofCeiling(EngineRun.atMost(50_000, PARALLEL_CONSUMER, IN_FLIGHT, 10))),
                new Row.Size(3, 100_000),
                new TopicLoad(3, KEYS, VALUE_BYTES, SEED)::make);
    }

    private static List<Measure> with(Measure one) {
        return Stream.concat(MEASURES.stream(), Stream.of(one)).toList();
    }

    /** One record of a key at a time: 64 keys by as long as a 2 ms sleep really takes on this machine. */
    private static Arm ofOrder(Arm arm) {
        return new Arm(arm.name(), conditions -> {
            Sample sample = arm.experiment().run(conditions);
            double allowed = HOT_KEYS / (sample.value(EngineChild.PAUSE) / 1e6);
            return sample.and(OF_ORDER, sample.value(Measure.RATE) / allowed);
        });
    }

    /** Nominal, as Decaton's bench has it: a sleep that oversleeps is charged to the arm. */
    private static Arm ofCeiling(Arm arm) {
        return new Arm(arm.name(), conditions -> {
            Sample sample = arm.experiment().run(conditions);
            return sample.and(OF_CEILING, sample.value(Measure.RATE) / (IN_FLIGHT / 0.010) * 100);
        });
    }
}
