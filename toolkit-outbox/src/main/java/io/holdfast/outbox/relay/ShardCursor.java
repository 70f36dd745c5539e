package io.holdfast.outbox.relay;

/**
 * Where to read on in one shard.
 *
 * <p><b>Invariant: below the floor there is nothing unpublished, now or ever.</b> A row's presence means that it is
 * not published yet, so reading from any point at or below the floor is right, and reading from the floor is merely
 * faster than from zero: it steps over the dead rows that vacuum has not taken away. The floor moves only when
 *
 * <ol>
 *   <li>it is proven that no transaction can still insert at or below some seq ({@link FloorProof}), and
 *   <li>a read that began after the proof, at the floor, and that left out nothing, has been finished: all its rows are
 *       out of the table.
 * </ol>
 *
 * <p>The tail, the highest seq read, proves nothing: a transaction that drew a lower seq may commit later. When many
 * dead rows lie above a floor that cannot move (a writer sits in an open transaction), most reads start at the tail,
 * and every now and then one starts at the floor.
 */
final class ShardCursor {
    /** Dead rows that may be stepped over by each read. */
    static final int PATIENCE = 2_000;

    private long floor;
    private long tail;
    private long proven;
    private long deleted;
    private long rescanAt;
    private boolean skipping;

    /** {@code after} of the next read. */
    long next(long now, boolean leavingOut) {
        skipping = (deleted > PATIENCE || leavingOut) && rescanAt - now > 0;
        return skipping ? tail : floor;
    }

    /** Whether the read {@link #next} just asked for starts above the floor. */
    boolean skipping() {
        return skipping;
    }

    long tail() {
        return tail;
    }

    long floor() {
        return floor;
    }

    /** Nothing more will appear at or below {@code seq}. */
    void proven(long seq) {
        proven = Math.max(proven, seq);
    }

    /**
     * A read and everything it found is done with.
     *
     * @param provenBefore what {@link #provenSoFar} was when the read was asked for
     * @param last highest seq it returned, or 0
     * @param truncated whether it stopped at its limit
     * @param firstLeft lowest seq it returned that is still in the table, or {@link Long#MAX_VALUE}
     * @param leftOut whether it was told to leave rows out
     * @param gone rows that have left the table
     * @param tookNanos how long the read took
     */
    void finished(
            long now,
            long provenBefore,
            long last,
            boolean truncated,
            long firstLeft,
            boolean leftOut,
            int gone,
            long tookNanos) {
        tail = Math.max(tail, last);
        deleted += gone;
        if (firstLeft != Long.MAX_VALUE) tail = Math.min(tail, firstLeft - 1);
        if (skipping) return;
        rescanAt = now + Math.max(200_000_000L, 10 * tookNanos);
        if (leftOut) return;
        long upTo = Math.min(provenBefore, truncated ? last : provenBefore);
        if (firstLeft != Long.MAX_VALUE) upTo = Math.min(upTo, firstLeft - 1);
        if (upTo > floor) {
            floor = upTo;
            deleted = 0;
        }
    }

    long provenSoFar() {
        return proven;
    }

    /** Rows with a low seq have come back. */
    void reset() {
        floor = 0;
        tail = 0;
        deleted = 0;
        rescanAt = 0;
        // Rows put back by hand carry numbers far below what has been proven about writers.
        proven = 0;
    }

    /** Whether a proof could move the floor. */
    boolean wantsProof() {
        return tail > proven;
    }
}
