package io.holdfast.redrive;

/**
 * Lets the writers of all partitions through: so many records a step, none while paused, none at all once stopped.
 *
 * <p>Safe for concurrent use; writers block here and nowhere else but in Kafka.
 */
final class StepGate {

    private long open;
    private long inFlight;
    private boolean paused;
    private boolean stopped;

    /** @param open records that may pass before {@link #release} */
    StepGate(long open) {
        this.open = open;
    }

    /** Waits for leave to move some records; 0 when the run is over. What was taken must be settled or returned. */
    synchronized int take(int wanted) throws InterruptedException {
        while (!stopped && (paused || open == 0)) wait();
        if (stopped) return 0;
        int taken = (int) Math.min(wanted, open);
        open -= taken;
        inFlight += taken;
        return taken;
    }

    /** These records are committed. */
    synchronized void settle(int records) {
        inFlight -= records;
        notifyAll();
    }

    /** These records were not moved after all. */
    synchronized void giveBack(int records) {
        inFlight -= records;
        open += records;
        notifyAll();
    }

    /** Whether the step's records are all through. */
    synchronized boolean stepDone() {
        return open == 0 && inFlight == 0;
    }

    synchronized boolean idle() {
        return inFlight == 0;
    }

    synchronized void release(long more) {
        open += more;
        notifyAll();
    }

    synchronized void pause(boolean pause) {
        paused = pause;
        notifyAll();
    }

    synchronized boolean paused() {
        return paused;
    }

    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    synchronized boolean stopped() {
        return stopped;
    }

    /** Sleeps, unless the run ends before. */
    synchronized void rest(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (!stopped) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) return;
            wait(left);
        }
    }
}
