package io.holdfast.core;

/**
 * Codes for the lengths of runs, numbered so that a text can name the one it uses in {@value #ID_BITS} bits.
 *
 * <p>0 to {@link #MAX_RICE}: Rice codes, {@code v >> k} in unary (ones, then a zero), then the low {@code k} bits. After {@link #ESCAPE} ones
 * comes the number's own width (6 bits) and the number, so that one huge gap among small ones does not cost its size. {@link #NIBBLES}:
 * groups of four bits, three of the number (low ones first) and one that says if there is more; for lengths that follow no single scale.
 */
final class NumberCode {

    static final int ID_BITS = 5;
    static final int MAX_RICE = 23;
    static final int NIBBLES = MAX_RICE + 1;
    static final int COUNT = NIBBLES + 1;

    private static final int ESCAPE = 16;

    private NumberCode() {}

    /** Bits that {@code value} takes. Never falls as the value grows. */
    static int cost(int code, long value) {
        if (code == NIBBLES) {
            return 4 * Math.max(1, (width(value) + 2) / 3);
        }
        long quotient = value >>> code;
        return quotient < ESCAPE ? (int) quotient + 1 + code : ESCAPE + 6 + width(value);
    }

    /** The greatest value up to {@code limit} that takes at most {@code bits}; -1 when none does. */
    static long greatest(int code, long limit, long bits) {
        long low = -1;
        long high = limit;
        while (low < high) {
            long middle = high - ((high - low) >>> 1);
            if (cost(code, middle) <= bits) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    static void put(int code, long value, BitOutput out) {
        if (code == NIBBLES) {
            long rest = value;
            while (rest >>> 3 != 0) {
                out.put((rest & 7) | 8, 4);
                rest >>>= 3;
            }
            out.put(rest, 4);
            return;
        }
        long quotient = value >>> code;
        if (quotient < ESCAPE) {
            out.put((1L << (quotient + 1)) - 2, (int) quotient + 1);
            out.put(value, code);
        } else {
            out.put((1L << ESCAPE) - 1, ESCAPE);
            out.put(width(value), 6);
            out.put(value, width(value));
        }
    }

    /** Never negative. */
    static long take(int code, BitInput in) {
        if (code == NIBBLES) {
            return takeNibbles(in);
        }
        int quotient = 0;
        while (quotient < ESCAPE && in.take(1) == 1) {
            quotient++;
        }
        return quotient < ESCAPE ? ((long) quotient << code) | in.take(code) : in.take((int) in.take(6));
    }

    static int takeId(BitInput in) {
        int code = (int) in.take(ID_BITS);
        if (code >= COUNT) {
            throw new BitInput.Malformed("number code " + code + " unknown");
        }
        return code;
    }

    private static long takeNibbles(BitInput in) {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 3) {
            long piece = in.take(4);
            value |= (piece & 7) << shift;
            if (piece < 8) {
                return value;
            }
        }
        throw new BitInput.Malformed("number too long");
    }

    private static int width(long value) {
        return 64 - Long.numberOfLeadingZeros(value);
    }
}
