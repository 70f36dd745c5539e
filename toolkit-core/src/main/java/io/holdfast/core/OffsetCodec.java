package io.holdfast.core;

import java.util.List;

/** One way to write which offsets of a window are finished. Stateless. */
sealed interface OffsetCodec permits BitSetCodec, RunCodec {

    /** Every codec a text may name. The order decides nothing but ties. */
    List<OffsetCodec> ALL = List.of(RunCodec.GAPS, RunCodec.RUNS, BitSetCodec.BITS);

    /** In the text; never changes its meaning. */
    int id();

    /** The longest prefix of {@code all} that takes at most {@code bits}, and how it is written. Cost: O(unfinished runs). */
    Plan plan(CommitMetadata.Finished all, long bits);

    /** {@code above} ends where the plan does. */
    void write(CommitMetadata.Finished above, Plan plan, BitOutput out);

    /** Allocates in proportion to the bits it reads. */
    CommitMetadata.Finished read(long base, long end, BitInput in);

    static OffsetCodec of(int id) {
        for (OffsetCodec codec : ALL) {
            if (codec.id() == id) {
                return codec;
            }
        }
        throw new BitInput.Malformed("codec " + id + " unknown");
    }

    /**
     * How much a codec can say, and for how much.
     *
     * @param end one past the last offset covered; the base when nothing is
     * @param bits size of the body
     * @param finishedCode number code of finished stretches, where the codec has one
     * @param unfinishedCode number code of unfinished runs, where the codec has one
     */
    record Plan(OffsetCodec codec, long end, long bits, int finishedCode, int unfinishedCode) {
        boolean betterThan(Plan other) {
            return end != other.end ? end > other.end : bits < other.bits;
        }
    }
}
