package io.holdfast.core;

/**
 * Lengths of the finished stretches between unfinished offsets, each window with the {@link NumberCode} that makes it shortest.
 *
 * <p>{@link #GAPS} writes the stretch before every unfinished offset (0 inside a run of them): for offsets scattered alone. {@link #RUNS}
 * writes finished and unfinished lengths in turn, each with a code of its own: for offsets unfinished in runs. Both end with the stretch that
 * reaches the end of the window, so neither needs a count.
 */
enum RunCodec implements OffsetCodec {
    GAPS(2),
    RUNS(3);

    private static final long TOO_MANY = 1L << 40;

    private final int id;

    RunCodec(int id) {
        this.id = id;
    }

    @Override
    public int id() {
        return id;
    }

    /** Adds up what every code would cost, stretch by stretch, until not even the cheapest fits; then cuts that last stretch to the room left. */
    @Override
    public Plan plan(CommitMetadata.Finished all, long bits) {
        long[] finished = new long[NumberCode.COUNT];
        long[] unfinished = new long[NumberCode.COUNT];
        Plan plan = new Plan(this, all.base(), 0, 0, 0);
        for (int run = 0; run <= all.runs(); run++) {
            if (run > 0) {
                addUnfinished(all.unfinishedIn(run - 1), finished, unfinished);
            }
            int unfinishedCode = this == RUNS ? cheapest(unfinished) : 0;
            long spent = codeIds() + unfinished[unfinishedCode];
            long from = run == 0 ? all.base() : all.runTo(run - 1);
            long value = all.finishedBefore(run) - implied(run);
            add(value, finished);
            int finishedCode = cheapest(finished);
            if (spent + finished[finishedCode] > bits) {
                Plan cut = cut(run, from, value, finished, bits, unfinishedCode, spent);
                return cut.end() > plan.end() ? cut : plan;
            }
            plan = new Plan(
                    this, from + all.finishedBefore(run), spent + finished[finishedCode], finishedCode, unfinishedCode);
        }
        return plan;
    }

    /** {@code finished} holds the cost of the whole stretch, which does not fit under any code. */
    private Plan cut(int run, long from, long value, long[] finished, long bits, int unfinishedCode, long spent) {
        Plan best = new Plan(this, from, 0, 0, 0);
        for (int code = 0; code < finished.length; code++) {
            long before = spent + finished[code] - NumberCode.cost(code, value);
            long part = NumberCode.greatest(code, value, bits - before);
            long end = from + part + implied(run);
            if (part + implied(run) > 0 && end > best.end()) {
                best = new Plan(this, end, before + NumberCode.cost(code, part), code, unfinishedCode);
            }
        }
        return best.bits() == 0 ? new Plan(this, 0, 0, 0, 0) : best;
    }

    /** Every finished stretch but the first holds at least one offset, so {@link #RUNS} writes one less. */
    private int implied(int run) {
        return this == RUNS && run > 0 ? 1 : 0;
    }

    private int codeIds() {
        return this == RUNS ? 2 * NumberCode.ID_BITS : NumberCode.ID_BITS;
    }

    private void addUnfinished(long length, long[] finished, long[] unfinished) {
        if (this == RUNS) {
            add(length - 1, unfinished);
            return;
        }
        for (int code = 0; code < finished.length; code++) {
            finished[code] += Math.min(length - 1, TOO_MANY) * NumberCode.cost(code, 0);
        }
    }

    private static void add(long value, long[] costs) {
        for (int code = 0; code < costs.length; code++) {
            costs[code] += NumberCode.cost(code, value);
        }
    }

    private static int cheapest(long[] costs) {
        int best = 0;
        for (int code = 1; code < costs.length; code++) {
            if (costs[code] < costs[best]) {
                best = code;
            }
        }
        return best;
    }

    @Override
    public void write(CommitMetadata.Finished above, Plan plan, BitOutput out) {
        out.put(plan.finishedCode(), NumberCode.ID_BITS);
        if (this == RUNS) {
            out.put(plan.unfinishedCode(), NumberCode.ID_BITS);
        }
        for (int run = 0; run <= above.runs(); run++) {
            NumberCode.put(plan.finishedCode(), above.finishedBefore(run) - implied(run), out);
            if (run < above.runs()) {
                writeUnfinished(above.unfinishedIn(run), plan, out);
            }
        }
    }

    private void writeUnfinished(long length, Plan plan, BitOutput out) {
        if (this == RUNS) {
            NumberCode.put(plan.unfinishedCode(), length - 1, out);
            return;
        }
        for (long more = length - 1; more > 0; more--) {
            NumberCode.put(plan.finishedCode(), 0, out);
        }
    }

    @Override
    public CommitMetadata.Finished read(long base, long end, BitInput in) {
        int finishedCode = NumberCode.takeId(in);
        int unfinishedCode = this == RUNS ? NumberCode.takeId(in) : 0;
        CommitMetadata.Finished.Builder above = new CommitMetadata.Finished.Builder(base);
        long at = advance(base, NumberCode.take(finishedCode, in), end);
        while (at < end) {
            long from = at;
            at = advance(at, this == RUNS ? 1 + NumberCode.take(unfinishedCode, in) : 1, end);
            above.unfinished(from, at);
            at = advance(at, NumberCode.take(finishedCode, in) + implied(1), end);
        }
        return ending(above, end);
    }

    private static long advance(long at, long length, long end) {
        if (length < 0 || length > end - at) {
            throw new BitInput.Malformed("run beyond the end");
        }
        return at + length;
    }

    /** The last offset of a window is finished, or its length would have been another. */
    static CommitMetadata.Finished ending(CommitMetadata.Finished.Builder above, long end) {
        CommitMetadata.Finished finished = above.build(end);
        if (finished.end() != end) {
            throw new BitInput.Malformed("ends with an unfinished offset");
        }
        return finished;
    }
}
