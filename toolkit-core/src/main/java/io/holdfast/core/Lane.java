package io.holdfast.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A queue of records that must be handled one after the other.
 *
 * <p>States: {@code IDLE} (nothing to do), {@code READY} (in the ready list), {@code RUNNING} (one worker has it),
 * {@code HELD} (its first record waits for a due time or for an acknowledgement). A lane leaves {@code IDLE} only by
 * the loop appending to it, and only one thread owns it in every other state, so the owner's fields need no lock: the
 * writes of {@code state} and {@code next} carry them over.
 *
 * <p>No wake-up is lost: the loop links a record and then looks at the state; an owner that found no record sets
 * {@code IDLE} and then looks for a record again.
 */
final class Lane extends LaneLink {
    private static final int IDLE = 0;
    private static final int READY = 1;
    private static final int RUNNING = 2;
    private static final int HELD = 3;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Lane.class, "state", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Null when no other record can belong to the lane. */
    final byte[] key;

    /** Records appended and not yet accounted for. Loop only. */
    int unaccounted;

    private LaneLink tail = this;
    private LaneLink taken = this;

    private volatile int state;

    /** What is known of the first record. Owner only. */
    private Trial trial = Trial.FIRST;

    Lane(byte[] key) {
        this.key = key;
    }

    /** A lane for one record that waits for no other. */
    static Lane forOne() {
        return new Lane(null);
    }

    /** Loop only. True when the lane was idle: the caller puts it in the ready list. */
    boolean append(LaneRecord record) {
        unaccounted++;
        tail.next = record;
        tail = record;
        return state == IDLE && STATE.compareAndSet(this, IDLE, READY);
    }

    void run() {
        state = RUNNING;
    }

    /** The first record, or null. Owner only. */
    LaneRecord first() {
        return taken.next;
    }

    Trial trial() {
        return trial;
    }

    void trial(Trial trial) {
        this.trial = trial;
    }

    /** The first record is through; the next starts with a trial of its own. Owner only. */
    void take() {
        taken = taken.next;
        trial = Trial.FIRST;
    }

    /** The owner keeps the lane out of the ready list until it calls {@link #leave}. */
    void hold() {
        state = HELD;
    }

    /** The owner lets go. True when there is more to do: the caller puts the lane in the ready list. */
    boolean leave() {
        if (taken.next != null) {
            state = READY;
            return true;
        }
        state = IDLE;
        return taken.next != null && STATE.compareAndSet(this, IDLE, READY);
    }
}
