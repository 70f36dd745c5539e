package io.holdfast.testkit.fault;

import io.holdfast.testkit.fault.TcpProxy.Direction;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** The faults in force; the pumps wait here while one of them holds their bytes. */
final class FaultState {

    private Faults faults = Faults.NONE;

    synchronized Faults current() {
        return faults;
    }

    synchronized void change(UnaryOperator<Faults> change) {
        faults = change.apply(faults);
        notifyAll();
    }

    /** Wakes pumps whose connection has closed meanwhile. */
    synchronized void wake() {
        notifyAll();
    }

    /**
     * Blocks as long as the faults hold a chunk of this size, or until the connection closes.
     *
     * @return how many of its bytes may pass; fewer than asked means: pass them, then reset the connection
     */
    synchronized int admit(Direction direction, int bytes, BooleanSupplier closed) throws InterruptedException {
        long due = System.nanoTime() + faults.delay().toNanos();
        while (!closed.getAsBoolean()) {
            long left = due - System.nanoTime();
            if (faults.cuts().contains(direction)) {
                wait();
            } else if (left > 0 && !faults.delay().isZero()) {
                wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            } else {
                return count(direction, bytes);
            }
        }
        return 0;
    }

    private int count(Direction direction, int bytes) {
        Long before = faults.resets().get(direction);
        if (before == null) {
            return bytes;
        }
        if (before >= bytes) {
            faults = faults.withReset(direction, before - bytes);
            return bytes;
        }
        faults = faults.withoutReset(direction);
        return before.intValue();
    }
}
