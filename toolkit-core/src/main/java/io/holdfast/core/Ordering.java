package io.holdfast.core;

/** Which records wait for each other. Records of different topic-partitions never do. */
public enum Ordering {
    /**
     * Records of one key are handled in partition order, one at a time; other keys go on. Keys are compared by their
     * bytes. Records without a key have no order among themselves. The default.
     */
    KEY,

    /** All records of a partition are handled in order, one at a time. */
    PARTITION,

    /** Every record for itself. */
    NONE
}
