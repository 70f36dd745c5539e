package io.holdfast.dedup.kafka;

/**
 * A set of 128-bit hashes in one array of longs: open addressing, linear probing, no removal. 16 bytes an entry,
 * between 20 and 30 with the free places.
 *
 * <p>The values are uniformly distributed already, so the place is taken from the upper half as it is. A place is free
 * if both longs are zero; the hash that is zero is stored as one. Not thread-safe.
 */
final class HashSet128 {
    private static final int SMALLEST = 64;
    private static final int MOST = Integer.MAX_VALUE / 2 - 8;

    private long[] table = new long[2 * SMALLEST];
    private int size;

    int size() {
        return size;
    }

    /** Heap of the entries, free places included. */
    long bytes() {
        return 8L * table.length;
    }

    boolean contains(long high, long low) {
        if (high == 0 && low == 0) low = 1;
        int at = find(table, high, low);
        return table[at] != 0 || table[at + 1] != 0;
    }

    /** False if it was there. */
    boolean add(long high, long low) {
        if (high == 0 && low == 0) low = 1;
        int at = find(table, high, low);
        if (table[at] != 0 || table[at + 1] != 0) return false;
        table[at] = high;
        table[at + 1] = low;
        if (++size > capacity() / 5 * 4) grow();
        return true;
    }

    private int capacity() {
        return table.length / 2;
    }

    /** Index in {@code table} of the hash, or of the free place where it belongs. */
    private static int find(long[] table, long high, long low) {
        int at = place(high, table.length / 2) * 2;
        while ((table[at] != high || table[at + 1] != low) && (table[at] != 0 || table[at + 1] != 0)) {
            at += 2;
            if (at == table.length) at = 0;
        }
        return at;
    }

    /** Scales the upper 32 bits to the capacity, which therefore need not be a power of two. */
    private static int place(long high, int capacity) {
        return (int) (((high >>> 32) * capacity) >>> 32);
    }

    private void grow() {
        long capacity = Math.min(MOST, capacity() + (capacity() >> 1));
        if (capacity == capacity())
            throw new IllegalStateException("a time bucket cannot hold more than " + size + " ids");
        long[] larger = new long[(int) (2 * capacity)];
        for (int i = 0; i < table.length; i += 2) {
            if (table[i] == 0 && table[i + 1] == 0) continue;
            int at = find(larger, table[i], table[i + 1]);
            larger[at] = table[i];
            larger[at + 1] = table[i + 1];
        }
        table = larger;
    }
}
