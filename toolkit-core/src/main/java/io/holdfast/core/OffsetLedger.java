package io.holdfast.core;

import java.util.Arrays;

/**
 * Which offsets of one assigned partition, in one epoch, are finished: what may be committed, and what the commit should say about the
 * offsets above it. It does not know the topic-partition and never guesses: everything it says follows from what it was told.
 *
 * <p>Three facts hold after every call:
 *
 * <ol>
 *   <li>{@code frontier() <= seen()}, and the frontier is the lowest pending offset, or {@code seen()} when nothing is pending.
 *   <li>Between frontier and {@code seen()} an offset is pending or finished, nothing else. What the log jumped over (compaction, transaction
 *       markers, retention) is finished.
 *   <li>From {@code seen()} on, only a restored commit says anything. The frontier never runs into that region: an offset that the consumer has
 *       not reached is not ours to commit, it may lie beyond the end of a log that was cut short.
 * </ol>
 *
 * <p>One bit per offset, <em>set while pending</em>, in a ring of words that starts at the frontier's word. Finished offsets and holes are zeros,
 * so a hole is never written, and every word outside the window is zero. The ring is addressed by place, not by offset: a hole wider than
 * {@link #WIDE_HOLE} is cut out of the places and remembered as one {@code (offset, shift)} pair, so memory is at most some 64 bytes for each
 * record accepted above the frontier, however far the offsets jump. As long as there is no such hole (nearly always) place and offset differ by a
 * constant.
 *
 * <p>Thread: the consumer loop's only. No clock, no I/O, no allocation per record; {@link #accept} and {@link #finish} are O(1) amortised
 * (O(log holes) for {@code finish} below a wide hole).
 */
final class OffsetLedger {

    /** Holes wider than this are kept as a pair of numbers (16 bytes) instead of zeros in the ring (32 bytes at this width). */
    static final int WIDE_HOLE = 256;

    private static final int FIRST_WORDS = 16;
    private static final int KEPT_WORDS = 1024;

    private long frontier;
    private long seen;
    private long last; // highest pending or once pending offset; meaningful while pending > 0
    private int pending;
    private long changes;

    private long[] ring = new long[FIRST_WORDS];
    private long frontierPlace;

    // Wide holes above the frontier, oldest first, in [holesFrom, holesTo): the first offset after the hole, and offset
    // - place from there on.
    private long[] holeEnd = {};
    private long[] holeShift = {};
    private int holesFrom;
    private int holesTo;
    private long firstShift; // offset - place at the frontier
    private long lastShift; // offset - place at the highest accepted offset

    private CommitMetadata.Finished restored; // null once the consumer has passed its end
    private int restoredRun;

    /** Nothing is pending and nothing is finished above {@code base}, the committed offset or the position. */
    OffsetLedger(long base) {
        if (base < 0) {
            throw new IllegalArgumentException("base offset " + base + " is negative");
        }
        frontier = base;
        seen = base;
    }

    /** As the commit of {@code base} left it: {@link #accept} refuses what was finished above it then. */
    static OffsetLedger restore(long base, CommitMetadata.Finished above) {
        if (above.base() != base) {
            throw new IllegalArgumentException(
                    "finished offsets above " + above.base() + " do not belong to a commit of " + base);
        }
        OffsetLedger ledger = new OffsetLedger(base);
        ledger.restored = above;
        return ledger;
    }

    /** Whether a restored commit still says something of offsets to come. */
    boolean restoring() {
        return restored != null;
    }

    /** From here on the log is not the one that the restored commit was made of: what it says is forgotten. */
    void forgetRestored() {
        restored = null;
        changes++;
    }

    /**
     * A record arrived. Offsets between the last one and this are holes, and finished.
     *
     * @return true: handle it, it is pending now; false: it was finished already when the restored commit was made
     * @throws IllegalStateException when the offset is below {@link #seen()}: a position that moved back needs a new epoch and a new ledger
     */
    boolean accept(long offset) {
        if (offset != seen) {
            skipTo(offset);
        }
        seen = offset + 1;
        if (restored != null && restoredFinished(offset)) {
            if (pending == 0) {
                frontier = seen;
                changes++;
            }
            return false;
        }
        if (pending == 0) {
            startAt(offset);
        } else if (offset - last > WIDE_HOLE) {
            cutHole(offset);
        }
        last = offset;
        long place = offset - lastShift;
        if ((place >>> 6) - (frontierPlace >>> 6) >= ring.length) {
            grow((place >>> 6) - (frontierPlace >>> 6));
        }
        ring[wordOf(place)] |= 1L << place;
        pending++;
        return true;
    }

    /**
     * The consumer's position moved to {@code nextOffset} without a record: what was not seen below it does not exist any more, and is finished.
     *
     * @throws IllegalStateException when the position moved back
     */
    void skipTo(long nextOffset) {
        if (nextOffset < seen) {
            throw new IllegalStateException("offset " + nextOffset + " is below " + seen
                    + ", the next one expected: the position moved back, open a new epoch with a new ledger");
        }
        if (nextOffset == seen) {
            return;
        }
        seen = nextOffset;
        if (pending == 0) {
            frontier = nextOffset;
        }
        if (restored != null && nextOffset >= restored.end()) {
            restored = null;
        }
        changes++;
    }

    /**
     * A pending record is finished: its effect, or its acknowledged forward, is durable.
     *
     * @throws IllegalStateException when it was not pending: finished twice, or never accepted by this ledger
     */
    void finish(long offset) {
        long place = place(offset);
        long bit = 1L << place;
        int word = wordOf(place);
        if (place < 0 || (ring[word] & bit) == 0) {
            throw new IllegalStateException("offset " + offset + " is not pending (frontier " + frontier + ", next "
                    + seen + "): finished twice, or the result of another epoch");
        }
        ring[word] &= ~bit;
        pending--;
        changes++;
        if (offset == frontier) {
            advance();
        }
    }

    /** Every offset below is finished: what may be committed. */
    long frontier() {
        return frontier;
    }

    /** One past the highest offset accepted or skipped. */
    long seen() {
        return seen;
    }

    /** Records accepted and not finished. */
    int pending() {
        return pending;
    }

    /** Finished offsets from the frontier on, holes and those of a restored commit among them; at most {@link Integer#MAX_VALUE}. */
    int finishedAbove() {
        long finished = window() - pending + (restored == null ? 0 : restored.finishedFrom(seen));
        return (int) Math.min(finished, Integer.MAX_VALUE);
    }

    /** Distance from the frontier to {@link #seen()}, holes included. */
    long window() {
        return seen - frontier;
    }

    /** Grows whenever a commit would say something else than before: another frontier or another finished set. */
    long changes() {
        return changes;
    }

    /** Whether nothing is left to do for this offset, as far as this ledger and the restored commit know. */
    boolean isFinished(long offset) {
        if (offset >= seen) {
            return restored != null && restored.isFinished(offset);
        }
        long place = place(offset);
        return place < 0 || (ring[wordOf(place)] & (1L << place)) == 0;
    }

    /**
     * What a commit of {@link #frontier()} should carry: the finished offsets above it, or as many of the lowest as fit. Frontier and text belong
     * together only as long as no other method is called in between.
     *
     * @return ASCII of at most {@code maxChars} characters; "" when nothing is finished above the frontier
     */
    String metadata(int maxChars) {
        if (window() == pending && restored == null) {
            return "";
        }
        CommitMetadata.Finished.Builder above = new CommitMetadata.Finished.Builder(frontier);
        if (pending > 0) {
            pendingInto(above);
        }
        if (restored != null) {
            restored.unfinishedFrom(seen, above);
        }
        return CommitMetadata.encode(above.build(restored == null ? seen : restored.end()), maxChars);
    }

    /** Places of the ring's words, for tests of the memory bound. */
    int words() {
        return ring.length;
    }

    private void pendingInto(CommitMetadata.Finished.Builder above) {
        long shift = firstShift;
        int hole = holesFrom;
        long lastWord = (last - lastShift) >>> 6;
        for (long word = frontierPlace >>> 6; word <= lastWord; word++) {
            long bits = ring[(int) word & (ring.length - 1)];
            while (bits != 0) {
                int low = Long.numberOfTrailingZeros(bits);
                long place = (word << 6) + low;
                while (hole < holesTo && holeEnd[hole] - holeShift[hole] <= place) {
                    shift = holeShift[hole++];
                }
                above.unfinished(place + shift, place + shift + 1);
                bits &= bits - 1;
            }
        }
    }

    private boolean restoredFinished(long offset) {
        if (offset >= restored.end()) {
            restored = null;
            return false;
        }
        restoredRun = restored.runAt(offset, restoredRun);
        boolean finished = restored.isFinished(offset, restoredRun);
        if (seen >= restored.end()) {
            restored = null;
        }
        return finished;
    }

    /** The ring is all zeros here, so places may start anew. */
    private void startAt(long offset) {
        frontier = offset;
        frontierPlace = offset;
        firstShift = 0;
        lastShift = 0;
        holesFrom = 0;
        holesTo = 0;
        if (ring.length > KEPT_WORDS) {
            ring = new long[FIRST_WORDS];
        }
    }

    private void cutHole(long offset) {
        if (holesTo == holeEnd.length) {
            int count = holesTo - holesFrom;
            int room = Math.max(8, count * 2);
            holeEnd = Arrays.copyOf(Arrays.copyOfRange(holeEnd, holesFrom, holesTo), room);
            holeShift = Arrays.copyOf(Arrays.copyOfRange(holeShift, holesFrom, holesTo), room);
            holesFrom = 0;
            holesTo = count;
        }
        lastShift += offset - last - 1;
        holeEnd[holesTo] = offset;
        holeShift[holesTo++] = lastShift;
    }

    /** The lowest pending record was finished: move to the next one, up to 64 offsets a step. */
    private void advance() {
        if (pending == 0) {
            frontier = seen;
            return;
        }
        long word = frontierPlace >>> 6;
        int mask = ring.length - 1;
        long bits = ring[(int) word & mask];
        while (bits == 0) {
            bits = ring[(int) ++word & mask];
        }
        frontierPlace = (word << 6) + Long.numberOfTrailingZeros(bits);
        while (holesFrom < holesTo && holeEnd[holesFrom] - holeShift[holesFrom] <= frontierPlace) {
            firstShift = holeShift[holesFrom++];
        }
        frontier = frontierPlace + firstShift;
    }

    /** Place of an offset that may be pending; -1 when it cannot be: below the frontier, above the last accepted one, or in a wide hole. */
    private long place(long offset) {
        if (pending == 0 || offset < frontier || offset > last) {
            return -1;
        }
        return holesFrom == holesTo ? offset - lastShift : placeAmongHoles(offset);
    }

    private long placeAmongHoles(long offset) {
        int at = Arrays.binarySearch(holeEnd, holesFrom, holesTo, offset);
        int next = at >= 0 ? at + 1 : -at - 1;
        long place = offset - (next == holesFrom ? firstShift : holeShift[next - 1]);
        boolean inHole = next < holesTo && place >= holeEnd[next] - holeShift[next];
        return inHole ? -1 : place;
    }

    private int wordOf(long place) {
        return (int) (place >>> 6) & (ring.length - 1);
    }

    private void grow(long wordsAhead) {
        long firstWord = frontierPlace >>> 6;
        int words = (int) Long.highestOneBit(wordsAhead) << 1;
        long[] wider = new long[words];
        for (int i = 0; i < ring.length; i++) {
            wider[(int) (firstWord + i) & (words - 1)] = ring[(int) (firstWord + i) & (ring.length - 1)];
        }
        ring = wider;
    }
}
