package io.holdfast.bench.contender;

import io.holdfast.bench.row.Arm;

/** All contenders by the name their arms have. */
public enum Contenders {
    /** Key order, finished-above offsets in the commit, commits every 1 s (its default). */
    HOLDFAST(Arm.HOLDFAST),

    /** The speed of light: one thread polls and handles; commits once a second. */
    PLAIN_LOOP("plain-loop"),

    /** Confluent Parallel Consumer, key order, commits asynchronous every 5 s (its default). */
    PARALLEL_CONSUMER("parallel-consumer"),

    /** Spring Kafka's concurrent container, partition order, a thread for each partition, commits each batch. */
    SPRING_KAFKA("spring-kafka"),

    /** A reference of our own for engines that commit the frontier and nothing above it; commits once a second. */
    FRONTIER_ONLY("frontier-only");

    private final String arm;

    Contenders(String arm) {
        this.arm = arm;
    }

    /** The name of this contender's arm in every row. */
    public String arm() {
        return arm;
    }

    public AutoCloseable start(Consumption consumption, RecordWork work) throws Exception {
        return make().start(consumption, work);
    }

    private Contender make() {
        return switch (this) {
            case HOLDFAST -> new Holdfast();
            case PLAIN_LOOP -> new PlainLoop();
            case PARALLEL_CONSUMER -> new ParallelConsumer();
            case SPRING_KAFKA -> new SpringKafka();
            case FRONTIER_ONLY -> new FrontierOnly();
        };
    }
}
