package io.holdfast.bench.contender;

/** A way to consume a topic, started once in its own JVM. */
interface Contender {

    /**
     * Joins the group and hands every record to {@code work}, with as many calls at once as the contender's order
     * allows and {@link Consumption#concurrency()} permits.
     *
     * @return stops consuming; what is in flight may be abandoned
     */
    AutoCloseable start(Consumption consumption, RecordWork work) throws Exception;
}
