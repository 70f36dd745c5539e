package io.holdfast.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * Text form of the offsets finished above a committed offset, kept in the commit's own metadata.
 *
 * <p>{@code hf1:} then base64url without padding of
 *
 * <pre>
 * flags    1 byte
 * base     varint  the committed offset this text belongs to
 * length   varint  offsets covered: [base, base + length), the last of them finished
 * codec    1 byte  an {@link OffsetCodec} id
 * extra    varint length and as many bytes, only with flag 0x01
 * body     the codec's
 * check    4 bytes CRC-32C, big-endian, of the prefix and everything before
 * </pre>
 *
 * <p>Flags: 0x01 says that an extra field is there, which a reader that does not know it skips; 0x02 to 0x08 may be ignored; 0x10 to 0x80
 * must be understood, and a reader that does not refuses the text. This version writes 0.
 *
 * <p>When everything does not fit, the lowest offsets that fit are written, never nothing: what is left out is merely delivered again. Text is
 * input like any other: {@link #decode} answers for every string, allocates in proportion to the characters that are there, and never believes a
 * text whose base is not the offset it was committed with.
 */
final class CommitMetadata {

    /** Brokers refuse more than 4,096 characters (offset.metadata.max.bytes), and the refusal fails the commit of that partition. */
    static final int DEFAULT_MAX_CHARS = 4_000;

    private static final String PREFIX = "hf1:";
    private static final int EXTRA = 0x01;
    private static final int MUST_UNDERSTAND = 0xf0;
    private static final int CHECK_BYTES = 4;

    private CommitMetadata() {}

    /** The shortest text for all of {@code above}, or for the longest prefix of it that {@code maxChars} can carry; "" when nothing is finished. */
    static String encode(Finished above, int maxChars) {
        int frame = 1
                + BitOutput.varintBytes(above.base())
                + BitOutput.varintBytes(above.end() - above.base())
                + 1
                + CHECK_BYTES;
        int room = (maxChars - PREFIX.length()) * 3 / 4 - frame;
        if (above.isEmpty() || room <= 0) {
            return "";
        }
        OffsetCodec.Plan best = null;
        for (OffsetCodec codec : OffsetCodec.ALL) {
            OffsetCodec.Plan plan = codec.plan(above, 8L * room);
            if (best == null || plan.betterThan(best)) {
                best = plan;
            }
        }
        return best.end() == above.base() ? "" : write(above.prefix(best.end()), best);
    }

    static String write(Finished above, OffsetCodec.Plan plan) {
        BitOutput out = new BitOutput();
        out.put(0, 8);
        out.putVarint(above.base());
        out.putVarint(above.end() - above.base());
        out.put(plan.codec().id(), 8);
        plan.codec().write(above, plan, out);
        return frame(out.toBytes());
    }

    /** Adds check and prefix. */
    static String frame(byte[] content) {
        byte[] framed = Arrays.copyOf(content, content.length + CHECK_BYTES);
        int check = check(content, content.length);
        for (int i = 0; i < CHECK_BYTES; i++) {
            framed[content.length + i] = (byte) (check >>> (24 - 8 * i));
        }
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(framed);
    }

    /**
     * What a text found beside {@code committedOffset} says. Total: every string, and null, has an answer. The caller compares
     * {@link Finished#end()} with the end of the log before it trusts it.
     */
    static Decoded decode(String text, long committedOffset) {
        if (text == null || text.isEmpty()) {
            return Unusable.NONE;
        }
        if (!text.matches("(?s)hf[0-9]{1,4}:.*")) {
            return Unusable.FOREIGN;
        }
        if (!text.startsWith(PREFIX)) {
            return new Unusable(Kind.DAMAGED, "written by another version of the format");
        }
        try {
            return decodeOurs(Base64.getUrlDecoder().decode(text.substring(PREFIX.length())), committedOffset);
        } catch (IllegalArgumentException notBase64) {
            return new Unusable(Kind.DAMAGED, "not base64url");
        } catch (BitInput.Malformed damage) {
            return new Unusable(Kind.DAMAGED, damage.getMessage());
        }
    }

    private static Finished decodeOurs(byte[] framed, long committedOffset) {
        int size = framed.length - CHECK_BYTES;
        if (size < 0) {
            throw new BitInput.Malformed("too short");
        }
        BitInput checkField = new BitInput(framed, size, framed.length);
        if ((int) checkField.take(32) != check(framed, size)) {
            throw new BitInput.Malformed("checksum does not match");
        }
        BitInput in = new BitInput(framed, 0, size);
        int flags = (int) in.take(8);
        if ((flags & MUST_UNDERSTAND) != 0) {
            throw new BitInput.Malformed(String.format(Locale.ROOT, "flags 0x%02x not understood", flags));
        }
        long base = in.takeVarint();
        if (base != committedOffset) {
            throw new BitInput.Malformed("belongs to a commit of " + base + ", not of " + committedOffset);
        }
        long length = in.takeVarint();
        if (length <= 0 || length > Long.MAX_VALUE - base) {
            throw new BitInput.Malformed("length " + length + " out of range");
        }
        OffsetCodec codec = OffsetCodec.of((int) in.take(8));
        if ((flags & EXTRA) != 0) {
            in.skipBytes(in.takeVarint());
        }
        Finished above = codec.read(base, base + length, in);
        in.expectPaddingOnly();
        return above;
    }

    private static int check(byte[] content, int size) {
        CRC32C crc = new CRC32C();
        crc.update(PREFIX.getBytes(StandardCharsets.US_ASCII));
        crc.update(content, 0, size);
        return (int) crc.getValue();
    }

    enum Kind {
        /** Ours and whole: a {@link Finished}. */
        FINISHED,
        /** No metadata at all. */
        NONE,
        /** Somebody else's. */
        FOREIGN,
        /** Ours, but of another version, cut, corrupted, or of another commit. */
        DAMAGED
    }

    /** Answer of {@link #decode}. */
    sealed interface Decoded permits Finished, Unusable {
        Kind kind();
    }

    /** A text that says nothing about finished offsets; {@code why} is for a log line and never repeats the text. */
    record Unusable(Kind kind, String why) implements Decoded {
        static final Unusable NONE = new Unusable(Kind.NONE, "empty");
        static final Unusable FOREIGN = new Unusable(Kind.FOREIGN, "written by something else");
    }

    /**
     * The offsets of {@code [base, end)} that are finished: all but some runs of unfinished ones. The last one, {@code end - 1}, is finished,
     * unless the whole is empty ({@code end == base}). Immutable.
     */
    static final class Finished implements Decoded {
        private final long base;
        private final long end;
        private final long[] runs; // unfinished [from, to) pairs: ascending, apart from each other, inside [base, end)

        private Finished(long base, long end, long[] runs) {
            this.base = base;
            this.end = end;
            this.runs = runs;
        }

        @Override
        public Kind kind() {
            return Kind.FINISHED;
        }

        long base() {
            return base;
        }

        /** One past the highest finished offset. */
        long end() {
            return end;
        }

        boolean isEmpty() {
            return end == base;
        }

        /** Number of unfinished runs. */
        int runs() {
            return runs.length / 2;
        }

        long runFrom(int run) {
            return runs[2 * run];
        }

        long runTo(int run) {
            return runs[2 * run + 1];
        }

        /** Length of the finished stretch before an unfinished run; {@code run == runs()} is the last stretch. */
        long finishedBefore(int run) {
            return (run == runs() ? end : runFrom(run)) - (run == 0 ? base : runTo(run - 1));
        }

        long unfinishedIn(int run) {
            return runTo(run) - runFrom(run);
        }

        boolean isFinished(long offset) {
            if (offset < base || offset >= end) {
                return false;
            }
            int at = Arrays.binarySearch(runs, offset);
            return at >= 0 ? at % 2 == 1 : (-at - 1) % 2 == 0;
        }

        /** The first run that ends above {@code offset}, searched upwards from {@code run}. */
        int runAt(long offset, int run) {
            int at = run;
            while (at < runs() && runTo(at) <= offset) {
                at++;
            }
            return at;
        }

        /** For an offset of {@code [base, end)} and its {@link #runAt}. */
        boolean isFinished(long offset, int run) {
            return run == runs() || offset < runFrom(run);
        }

        long finishedFrom(long offset) {
            long from = Math.max(offset, base);
            long count = Math.max(0, end - from);
            for (int run = 0; run < runs(); run++) {
                count -= Math.max(0, runTo(run) - Math.max(from, runFrom(run)));
            }
            return count;
        }

        void unfinishedFrom(long offset, Builder into) {
            for (int run = 0; run < runs(); run++) {
                if (runTo(run) > offset) {
                    into.unfinished(Math.max(offset, runFrom(run)), runTo(run));
                }
            }
        }

        /** The same, cut at {@code newEnd}, which is at most {@code end()}. */
        Finished prefix(long newEnd) {
            if (newEnd == end) {
                return this;
            }
            Builder cut = new Builder(base);
            for (int run = 0; run < runs() && runFrom(run) < newEnd; run++) {
                cut.unfinished(runFrom(run), Math.min(runTo(run), newEnd));
            }
            return cut.build(newEnd);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Finished that
                    && base == that.base
                    && end == that.end
                    && Arrays.equals(runs, that.runs);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(base * 31 + end) * 31 + Arrays.hashCode(runs);
        }

        @Override
        public String toString() {
            return "finished in [" + base + ", " + end + ") but for " + runs() + " runs";
        }

        /** Takes unfinished runs in ascending order. */
        static final class Builder {
            private final long base;
            private long[] runs = new long[16];
            private int size;

            Builder(long base) {
                this.base = base;
            }

            void unfinished(long from, long to) {
                if (size > 0 && runs[size - 1] == from) {
                    runs[size - 1] = to;
                    return;
                }
                if (size == runs.length) {
                    runs = Arrays.copyOf(runs, size * 2);
                }
                runs[size++] = from;
                runs[size++] = to;
            }

            /** Everything below {@code end} that was not named is finished; unfinished offsets at the very end are left out. */
            Finished build(long end) {
                if (size > 0 && runs[size - 1] >= end) {
                    size -= 2;
                    return new Finished(base, runs[size], Arrays.copyOf(runs, size));
                }
                return new Finished(base, end, Arrays.copyOf(runs, size));
            }
        }
    }
}
