package io.holdfast.core;

import java.util.Arrays;

/** Key bytes compared by content; null stands for the one lane of a partition. */
final class LaneKey {
    static final LaneKey WHOLE_PARTITION = new LaneKey(null);

    private final byte[] bytes;
    private final int hash;

    LaneKey(byte[] bytes) {
        this.bytes = bytes;
        int h = Arrays.hashCode(bytes);
        // Arrays.hashCode of near-equal short keys differs only in the low bits of a product by 31: spread them.
        this.hash = h ^ (h >>> 15);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LaneKey that && hash == that.hash && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
