package io.holdfast.redrive.ledger;

import java.util.Arrays;

/**
 * The states of one range of dead letters in one partition: a byte for each offset, so that ten million take ten
 * megabytes. A state set by the task at hand is told apart from others.
 */
public final class LedgerView {

    private static final int STATE = 0x0f;
    private static final int MINE = 0x10;

    private final long begin;
    private final byte[] states;
    private long unreadable;

    LedgerView(long begin, long end) {
        if (end - begin > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("the range " + begin + " to " + end
                    + " spans more than 2^31 offsets of one partition; bound it with --offsets or --since");
        }
        this.begin = begin;
        this.states = new byte[(int) Math.max(0, end - begin)];
    }

    /** Nothing is known: every dead letter is new. */
    public static LedgerView empty() {
        return new LedgerView(0, 0);
    }

    public RecordState state(long offset) {
        return covers(offset) ? RecordState.at(states[(int) (offset - begin)] & STATE) : RecordState.NEW;
    }

    /** Whether the task this view was loaded for has set the state. */
    public boolean mine(long offset) {
        return covers(offset) && (states[(int) (offset - begin)] & MINE) != 0;
    }

    public long count(RecordState state) {
        long count = 0;
        for (byte entry : states) if ((entry & STATE) == state.code()) count++;
        return count;
    }

    /** How many dead letters the task has brought into this state. */
    public long mine(RecordState state) {
        long count = 0;
        for (byte entry : states) if (entry == (byte) (state.code() | MINE)) count++;
        return count;
    }

    /** Entries that could not be read and were passed over. */
    public long unreadable() {
        return unreadable;
    }

    void put(long offset, RecordState state, boolean mine) {
        if (covers(offset)) states[(int) (offset - begin)] = (byte) (state.code() | (mine ? MINE : 0));
    }

    void countUnreadable() {
        unreadable++;
    }

    private boolean covers(long offset) {
        return offset >= begin && offset - begin < states.length;
    }

    @Override
    public String toString() {
        return "LedgerView[" + begin + "+" + states.length + " " + Arrays.hashCode(states) + "]";
    }
}
