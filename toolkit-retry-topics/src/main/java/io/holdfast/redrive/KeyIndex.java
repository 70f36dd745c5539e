package io.holdfast.redrive;

import io.holdfast.redrive.dialect.DeadLetter;
import java.util.Arrays;

/**
 * What a scan must know of each key: the highest rank seen, in which partition, and how often. Open addressing over
 * parallel arrays, 24 bytes for each key at three quarters full; keys are 64-bit hashes, and a collision only makes two
 * keys share one order.
 */
final class KeyIndex {

    private static final long FREE = 0;

    private long[] hashes = new long[1 << 10];
    private long[] ranks = new long[1 << 10];
    private int[] partitions = new int[1 << 10];
    private int[] counts = new int[1 << 10];
    private int size;
    private int most;
    private long spread;

    /** Marks a key that has been seen in more than one partition. */
    private static final int SEVERAL = -2;

    /**
     * Takes the next record of a key.
     *
     * @return whether it ranks behind one that was seen before it
     */
    boolean add(long key, long rank, int partition) {
        if (size * 4L > hashes.length * 3L) grow();
        long hash = key == FREE ? 1 : key;
        int slot = slot(hashes, hash);
        most = Math.max(most, ++counts[slot]);
        if (hashes[slot] == FREE) {
            hashes[slot] = hash;
            ranks[slot] = rank;
            partitions[slot] = partition;
            size++;
            return false;
        }
        if (partitions[slot] != partition && partitions[slot] != SEVERAL) {
            partitions[slot] = SEVERAL;
            spread++;
        }
        boolean behind = rank < ranks[slot];
        ranks[slot] = Math.max(ranks[slot], rank);
        return behind;
    }

    int size() {
        return size;
    }

    int mostOfAKey() {
        return most;
    }

    /** Keys with records in several partitions. */
    long spread() {
        return spread;
    }

    private void grow() {
        long[] newHashes = new long[hashes.length * 2];
        long[] newRanks = new long[newHashes.length];
        int[] newPartitions = new int[newHashes.length];
        int[] newCounts = new int[newHashes.length];
        for (int i = 0; i < hashes.length; i++) {
            if (hashes[i] == FREE) continue;
            int slot = slot(newHashes, hashes[i]);
            newHashes[slot] = hashes[i];
            newRanks[slot] = ranks[i];
            newPartitions[slot] = partitions[i];
            newCounts[slot] = counts[i];
        }
        hashes = newHashes;
        ranks = newRanks;
        partitions = newPartitions;
        counts = newCounts;
    }

    private static int slot(long[] table, long hash) {
        int slot = (int) (hash ^ (hash >>> 32)) & (table.length - 1);
        while (table[slot] != FREE && table[slot] != hash) slot = (slot + 1) & (table.length - 1);
        return slot;
    }

    /** Origin topic, origin partition and key bytes: what has one order. */
    static long keyOf(DeadLetter letter) {
        byte[] key = letter.record().key();
        long hash = mix(letter.originTopic().hashCode() * 31L + letter.originPartition());
        return mix(hash ^ fnv(key));
    }

    static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        return mix(hash);
    }

    private static long fnv(byte[] bytes) {
        long hash = 0xcbf29ce484222325L;
        for (byte part : bytes) hash = (hash ^ (part & 0xff)) * 0x100000001b3L;
        return hash;
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    @Override
    public String toString() {
        return "KeyIndex[" + size + " keys, counts " + Arrays.stream(counts).sum() + "]";
    }
}
