package io.holdfast.core;

/** Does one turn on a lane at a time. Owns no thread: a pool or a simulation calls it, one call at a time. */
interface LaneWorker extends AutoCloseable {

    /**
     * Works on a lane that the caller took from the ready list, and lets go of it. Returns how many nanoseconds a record
     * took on average.
     */
    long work(Lane lane);

    InFlight inFlight();

    @Override
    void close();
}
