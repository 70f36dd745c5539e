package io.holdfast.core;

import java.util.SortedSet;

/**
 * The one place where the benchmarks look behind the engine's door: the metadata its ledger writes for a window. It lies
 * in the engine's package because that text is nobody's business but the engine's and this row's.
 */
public final class LedgerText {

    private final OffsetLedger ledger;

    private LedgerText(OffsetLedger ledger) {
        this.ledger = ledger;
    }

    /** A ledger that stands at {@code base} and has finished all of {@code length} offsets but {@code unfinished}. */
    public static LedgerText of(long base, int length, SortedSet<Long> unfinished) {
        OffsetLedger ledger = new OffsetLedger(base);
        for (long offset = base; offset < base + length; offset++) {
            if (!ledger.accept(offset)) throw new IllegalStateException("ledger refused offset " + offset);
        }
        for (long offset = base; offset < base + length; offset++) {
            if (!unfinished.contains(offset)) ledger.finish(offset);
        }
        return new LedgerText(ledger);
    }

    /** What it would commit now. */
    public String write() {
        return ledger.metadata(CommitMetadata.DEFAULT_MAX_CHARS);
    }
}
