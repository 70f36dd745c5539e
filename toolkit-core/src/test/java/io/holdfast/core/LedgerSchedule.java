package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.holdfast.core.CommitMetadata.Finished;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.LongFunction;

/** One random life of a partition, crashes and restores included, told to a ledger and to a naive one side by side. */
final class LedgerSchedule {

    private static final int OPERATIONS = 300;
    private static final int[] HOLES = {1, 2, 62, 63, 64, 65, 200, 255, 256, 257, 258, 1_000, 70_000};

    private final long seed;
    private final Random random;
    private final LongFunction<Subject> create;
    private final int holePercent;
    private final int finishPercent;

    private Subject subject;
    private Naive naive;

    LedgerSchedule(long seed, LongFunction<Subject> create) {
        this.seed = seed;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.create = create;
        this.holePercent = random.nextInt(4) * 10;
        this.finishPercent = 30 + random.nextInt(40);
        long base =
                switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> random.nextInt(200);
                    case 2 -> (1L << 62) - random.nextInt(300);
                    default -> random.nextLong() >>> 2;
                };
        this.subject = create.apply(base);
        this.naive = new Naive(base);
    }

    void run() {
        int operation = 0;
        try {
            for (; operation < OPERATIONS; operation++) {
                step();
            }
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    "seed " + seed + ", operation " + operation + ": " + failure.getMessage(), failure);
        }
    }

    private void step() {
        long frontier = naive.frontier();
        Finished before = naive.above();
        long changes = subject.changes();
        int dice = random.nextInt(100);
        boolean plainAccept = false;
        if (dice < finishPercent && !naive.pending.isEmpty()) {
            long offset = somePending();
            subject.finish(offset);
            naive.pending.remove(offset);
        } else if (dice < 92) {
            long hole = random.nextInt(100) < holePercent ? hole() : 0;
            long offset = naive.seen + hole;
            plainAccept = hole == 0 && !naive.isFinished(offset);
            expect("accept " + offset, naive.accept(offset), subject.accept(offset));
        } else if (dice < 95) {
            long next = naive.seen + random.nextInt(2) * hole();
            subject.skipTo(next);
            naive.seen = next;
        } else if (dice < 98) {
            long offset = someFinished();
            assertThatIllegalStateException().isThrownBy(() -> subject.finish(offset));
            if (naive.seen > 0) {
                assertThatIllegalStateException().isThrownBy(() -> subject.accept(naive.seen - 1));
            }
        } else {
            crash();
            return;
        }
        compare();
        boolean changed = frontier != naive.frontier() || !before.equals(naive.above());
        if (changed && subject.changes() <= changes) {
            throw new AssertionError("a change was not counted");
        }
        if (plainAccept && subject.changes() != changes) {
            throw new AssertionError("a record that only arrived was counted as a change");
        }
    }

    /** What a new owner starts from is what the last commit said, which may be a prefix. */
    private void crash() {
        int maxChars = random.nextBoolean() ? 4_000 : random.nextInt(80);
        String text = subject.metadata(maxChars);
        expect("characters within " + maxChars, true, text.length() <= maxChars);
        long base = subject.frontier();
        expect("frontier", naive.frontier(), base);
        Finished whole = naive.above();
        if (CommitMetadata.decode(text, base) instanceof Finished committed) {
            expect("prefix", whole.prefix(committed.end()), committed);
            naive = naive.restored(committed.end());
            subject = create.apply(base);
            subject.ledger = OffsetLedger.restore(base, committed);
        } else {
            expect(
                    "kind",
                    CommitMetadata.Kind.NONE,
                    CommitMetadata.decode(text, base).kind());
            expect("nothing to say, or no room", true, whole.isEmpty() || maxChars < 80);
            naive = new Naive(base);
            subject = create.apply(base);
        }
        compare();
    }

    private void compare() {
        expect("frontier", naive.frontier(), subject.frontier());
        expect("seen", naive.seen, subject.ledger.seen());
        expect("pending", naive.pending.size(), subject.ledger.pending());
        expect("window", naive.seen - naive.frontier(), subject.ledger.window());
        Finished above = naive.above();
        expect(
                "finishedAbove",
                (int) Math.min(Integer.MAX_VALUE, above.finishedFrom(0)),
                subject.ledger.finishedAbove());
        for (int probe = 0; probe < 4; probe++) {
            long offset = Math.max(
                    0, naive.frontier() - 3 + random.nextInt((int) Math.min(5_000, above.end() - above.base() + 10)));
            expect("isFinished " + offset, naive.isFinished(offset), subject.ledger.isFinished(offset));
        }
        if (random.nextInt(8) == 0) {
            String text = subject.metadata(1_000_000);
            expect("text is empty", above.isEmpty(), text.isEmpty());
            if (!text.isEmpty()) {
                expect("metadata", above, CommitMetadata.decode(text, naive.frontier()));
            }
        }
    }

    private long hole() {
        if (random.nextInt(20) == 0) {
            return 1L << (20 + random.nextInt(25));
        }
        return HOLES[random.nextInt(HOLES.length)];
    }

    private long somePending() {
        return switch (random.nextInt(4)) {
            case 0 -> naive.pending.first();
            case 1 -> naive.pending.last();
            default -> {
                List<Long> all = new ArrayList<>(naive.pending);
                yield all.get(random.nextInt(all.size()));
            }
        };
    }

    private long someFinished() {
        long near = naive.pending.isEmpty() ? naive.seen : somePending();
        long offset = near + random.nextInt(600) - 300;
        while (naive.pending.contains(offset)) {
            offset++;
        }
        return offset;
    }

    private static void expect(String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError(what + ": expected " + expected + ", was " + actual);
        }
    }

    /** The real ledger, with every answer open to a broken twin. */
    static class Subject {
        OffsetLedger ledger;

        Subject(long base) {
            ledger = new OffsetLedger(base);
        }

        boolean accept(long offset) {
            return ledger.accept(offset);
        }

        void skipTo(long offset) {
            ledger.skipTo(offset);
        }

        void finish(long offset) {
            ledger.finish(offset);
        }

        long frontier() {
            return ledger.frontier();
        }

        long changes() {
            return ledger.changes();
        }

        String metadata(int maxChars) {
            return ledger.metadata(maxChars);
        }
    }

    /** The same by definition, one tree entry for each unfinished offset. */
    private static final class Naive {
        final TreeSet<Long> pending = new TreeSet<>();
        final TreeSet<Long> unfinishedThen = new TreeSet<>();
        long finishedEnd;
        long seen;

        Naive(long base) {
            seen = base;
            finishedEnd = base;
        }

        long frontier() {
            return pending.isEmpty() ? seen : pending.first();
        }

        boolean accept(long offset) {
            boolean handle = !finishedThen(offset);
            if (handle) {
                pending.add(offset);
            }
            seen = offset + 1;
            return handle;
        }

        boolean isFinished(long offset) {
            return offset < seen ? !pending.contains(offset) : finishedThen(offset);
        }

        private boolean finishedThen(long offset) {
            return offset < finishedEnd && !unfinishedThen.contains(offset);
        }

        Finished above() {
            Finished.Builder above = new Finished.Builder(frontier());
            pending.forEach(offset -> above.unfinished(offset, offset + 1));
            if (finishedEnd <= seen) {
                return above.build(seen);
            }
            unfinishedThen.tailSet(seen).forEach(offset -> above.unfinished(offset, offset + 1));
            return above.build(finishedEnd);
        }

        Naive restored(long end) {
            Naive next = new Naive(frontier());
            next.finishedEnd = end;
            next.unfinishedThen.addAll(pending.headSet(end));
            if (finishedEnd > seen) {
                next.unfinishedThen.addAll(unfinishedThen.subSet(seen, Math.max(seen, end)));
            }
            return next;
        }
    }
}
