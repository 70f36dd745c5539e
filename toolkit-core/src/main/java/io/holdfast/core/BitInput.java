package io.holdfast.core;

/** Reads what {@link BitOutput} wrote. Every read is checked against the bytes that are there. */
final class BitInput {

    private final byte[] bytes;
    private final long end;
    private long bit;

    BitInput(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.bit = 8L * from;
        this.end = 8L * to;
    }

    /** 0 to 63 bits. */
    long take(int width) {
        if (width > end - bit) {
            throw new Malformed("cut short");
        }
        long value = 0;
        int left = width;
        while (left > 0) {
            int room = 8 - (int) (bit & 7);
            int now = Math.min(room, left);
            int piece = ((bytes[(int) (bit >>> 3)] & 0xff) >>> (room - now)) & ((1 << now) - 1);
            value = (value << now) | piece;
            bit += now;
            left -= now;
        }
        return value;
    }

    /** Never negative. */
    long takeVarint() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            long piece = take(8);
            value |= (piece & 0x7f) << shift;
            if (piece < 0x80) {
                return value;
            }
        }
        throw new Malformed("number too long");
    }

    void skipBytes(long count) {
        if (count > remaining() / 8) {
            throw new Malformed("cut short");
        }
        bit += 8 * count;
    }

    /** Bits not read yet. */
    long remaining() {
        return end - bit;
    }

    void expectPaddingOnly() {
        if (remaining() >= 8 || take((int) remaining()) != 0) {
            throw new Malformed("more than its length says");
        }
    }

    /** The bytes are not what they claim to be. Carries no stack: damaged input is an expected answer, not a fault of ours. */
    static final class Malformed extends RuntimeException {
        Malformed(String why) {
            super(why, null, false, false);
        }
    }
}
