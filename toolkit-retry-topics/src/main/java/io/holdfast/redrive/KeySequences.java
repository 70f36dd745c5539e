package io.holdfast.redrive;

import io.holdfast.redrive.dialect.DeadLetter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Brings the dead letters of one partition back into the order of their origin. Retry tiers differ in delay, so a
 * record may have died after one that comes behind it in its key.
 *
 * <p>Invariants: a record leaves when it has arrived and every record of its key that ranks before it has left; keys
 * that are in order already are not known here and pass at once; only offsets are held, never records, so a hot key of
 * a hundred thousand costs a megabyte.
 */
final class KeySequences {

    private static final class Sequence {
        private final long[] offsets;
        private final long[] byOffset;
        private final int[] placeOf;
        private final BitSet arrived = new BitSet();
        private int next;

        Sequence(List<long[]> rankAndOffset) {
            offsets = rankAndOffset.stream()
                    .sorted(Comparator.<long[]>comparingLong(pair -> pair[0]).thenComparingLong(pair -> pair[1]))
                    .mapToLong(pair -> pair[1])
                    .toArray();
            byOffset = offsets.clone();
            Arrays.sort(byOffset);
            placeOf = new int[offsets.length];
            for (int place = 0; place < offsets.length; place++) {
                placeOf[Arrays.binarySearch(byOffset, offsets[place])] = place;
            }
        }

        void arrive(long offset) {
            int at = Arrays.binarySearch(byOffset, offset);
            if (at >= 0) arrived.set(placeOf[at]);
        }

        long[] leave() {
            int from = next;
            next = arrived.nextClearBit(next);
            return Arrays.copyOfRange(offsets, from, next);
        }
    }

    private final Map<Long, Sequence> sequences = new HashMap<>();
    private final TreeSet<Long> held = new TreeSet<>();

    /** Collects, in two passes over the same records: first which keys are out of order, then their records. */
    static final class Collector {
        private final KeyIndex index = new KeyIndex();
        private final Set<Long> disordered = new HashSet<>();
        private final Map<Long, List<long[]>> members = new HashMap<>();

        void firstPass(DeadLetter letter) {
            if (letter.record().key() == null) return;
            long key = KeyIndex.keyOf(letter);
            if (index.add(key, letter.rank(), letter.record().partition())) disordered.add(key);
        }

        void secondPass(DeadLetter letter) {
            if (letter.record().key() == null) return;
            long key = KeyIndex.keyOf(letter);
            if (!disordered.contains(key)) return;
            members.computeIfAbsent(key, k -> new ArrayList<>())
                    .add(new long[] {letter.rank(), letter.record().offset()});
        }

        KeySequences sequences() {
            KeySequences sequences = new KeySequences();
            members.forEach((key, pairs) -> sequences.sequences.put(key, new Sequence(pairs)));
            return sequences;
        }
    }

    static KeySequences none() {
        return new KeySequences();
    }

    /** Offsets that may leave now that this record has arrived, in the order in which they must; itself, if in order. */
    long[] arrive(DeadLetter letter) {
        long offset = letter.record().offset();
        if (sequences.isEmpty() || letter.record().key() == null) return new long[] {offset};
        Sequence sequence = sequences.get(KeyIndex.keyOf(letter));
        if (sequence == null) return new long[] {offset};
        sequence.arrive(offset);
        held.add(offset);
        long[] leaving = sequence.leave();
        for (long gone : leaving) held.remove(gone);
        return leaving;
    }

    /** The lowest offset that has arrived and not left; {@code otherwise} when none is held. */
    long lowestHeld(long otherwise) {
        return held.isEmpty() ? otherwise : Math.min(held.first(), otherwise);
    }
}
