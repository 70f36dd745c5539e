package io.holdfast.core;

import java.util.Arrays;

/** Bytes written bit by bit, high bit first; the last byte is filled with zeros. */
final class BitOutput {

    private byte[] bytes = new byte[64];
    private long bits;

    /** The low {@code width} bits of {@code value}, 0 to 63 of them. */
    void put(long value, int width) {
        int left = width;
        while (left > 0) {
            int at = (int) (bits >>> 3);
            if (at == bytes.length) {
                bytes = Arrays.copyOf(bytes, at * 2);
            }
            int room = 8 - (int) (bits & 7);
            int now = Math.min(room, left);
            long piece = (value >>> (left - now)) & ((1L << now) - 1);
            bytes[at] |= (byte) (piece << (room - now));
            bits += now;
            left -= now;
        }
    }

    /** Seven bits a byte, low ones first. */
    void putVarint(long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            put((rest & 0x7f) | 0x80, 8);
            rest >>>= 7;
        }
        put(rest, 8);
    }

    static int varintBytes(long value) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, (int) ((bits + 7) >>> 3));
    }
}
