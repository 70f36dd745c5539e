package io.holdfast.core;

/** One bit an offset, set when finished: for windows without a pattern, about half finished. */
enum BitSetCodec implements OffsetCodec {
    BITS;

    @Override
    public int id() {
        return 1;
    }

    @Override
    public Plan plan(CommitMetadata.Finished all, long bits) {
        long reach = all.base() + Math.min(all.end() - all.base(), bits);
        long end = all.prefix(reach).end();
        return new Plan(this, end, end - all.base(), 0, 0);
    }

    @Override
    public void write(CommitMetadata.Finished above, Plan plan, BitOutput out) {
        for (int run = 0; run <= above.runs(); run++) {
            repeat(1, above.finishedBefore(run), out);
            if (run < above.runs()) {
                repeat(0, above.unfinishedIn(run), out);
            }
        }
    }

    private static void repeat(int bit, long count, BitOutput out) {
        for (long left = count; left > 0; left -= 32) {
            out.put(-bit, (int) Math.min(32, left));
        }
    }

    @Override
    public CommitMetadata.Finished read(long base, long end, BitInput in) {
        if (end - base > in.remaining()) {
            throw new BitInput.Malformed("length beyond the bits present");
        }
        CommitMetadata.Finished.Builder above = new CommitMetadata.Finished.Builder(base);
        for (long offset = base; offset < end; offset++) {
            if (in.take(1) == 0) {
                above.unfinished(offset, offset + 1);
            }
        }
        return RunCodec.ending(above, end);
    }
}
