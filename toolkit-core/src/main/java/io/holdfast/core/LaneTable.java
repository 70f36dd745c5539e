package io.holdfast.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The lanes of one topic-partition by key bytes. Loop only.
 *
 * <p>One look-up for each record is most of what the loop does on top of Kafka's own work. This one allocates nothing and
 * follows two references less than a {@code HashMap} keyed by a wrapped array.
 */
final class LaneTable {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final int FIRST_BUCKETS = 64;

    /** Apart from the lane, whose memory the workers write: looking a lane up must not wait for their caches. */
    private static final class Entry {
        final int hash;
        final byte[] key;
        final Lane lane;
        Entry next;

        Entry(int hash, byte[] key, Lane lane, Entry next) {
            this.hash = hash;
            this.key = key;
            this.lane = lane;
            this.next = next;
        }
    }

    private Entry[] buckets = new Entry[FIRST_BUCKETS];
    private int size;

    int size() {
        return size;
    }

    /** The lane of the key; made now if there is none. */
    Lane get(byte[] key) {
        int hash = hash(key);
        for (Entry entry = buckets[bucket(hash)]; entry != null; entry = entry.next)
            if (entry.hash == hash && Arrays.equals(entry.key, key)) return entry.lane;
        if (size >= buckets.length) grow();
        Entry made = new Entry(hash, key, new Lane(key), buckets[bucket(hash)]);
        buckets[bucket(hash)] = made;
        size++;
        return made.lane;
    }

    void remove(Lane gone) {
        int bucket = bucket(hash(gone.key));
        Entry before = null;
        for (Entry entry = buckets[bucket]; entry != null; before = entry, entry = entry.next) {
            if (entry.lane != gone) continue;
            if (before == null) buckets[bucket] = entry.next;
            else before.next = entry.next;
            size--;
            return;
        }
    }

    /** Forgets every lane that holds nothing. */
    void removeIdle() {
        for (Entry head : buckets)
            for (Entry entry = head; entry != null; entry = entry.next)
                if (entry.lane.unaccounted == 0) remove(entry.lane);
    }

    private int bucket(int hash) {
        return hash & (buckets.length - 1);
    }

    private void grow() {
        Entry[] old = buckets;
        buckets = new Entry[old.length * 2];
        for (Entry head : old) {
            for (Entry entry = head; entry != null; ) {
                Entry next = entry.next;
                entry.next = buckets[bucket(entry.hash)];
                buckets[bucket(entry.hash)] = entry;
                entry = next;
            }
        }
    }

    /** Eight bytes at a time, multiplied and folded; keys of one shape spread over all bits. */
    static int hash(byte[] key) {
        long hash = key.length * MULTIPLIER;
        int i = 0;
        for (; i + Long.BYTES <= key.length; i += Long.BYTES) hash = mix(hash ^ (long) LONGS.get(key, i));
        long rest = 0;
        for (; i < key.length; i++) rest = rest << 8 | (key[i] & 0xFF);
        hash = mix(hash ^ rest);
        return (int) (hash ^ (hash >>> 32));
    }

    private static long mix(long value) {
        long mixed = value * MULTIPLIER;
        return mixed ^ (mixed >>> 29);
    }
}
