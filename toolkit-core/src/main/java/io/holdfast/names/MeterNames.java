package io.holdfast.names;

/** Meters that Holdfast registers. Tags have few values: never a key, an id, an offset. */
public final class MeterNames {
    /** Every meter of ours starts so. */
    public static final String PREFIX = "holdfast.";

    /**
     * Counter: records by what the dedup store answered; tag {@code result} is {@code first}, {@code duplicate},
     * {@code busy}, {@code unavailable} or {@code no-id}.
     */
    public static final String DEDUP_RECORDS = PREFIX + "dedup.records";

    /** Counter: leases that another had taken over when their owner wanted to complete them. */
    public static final String DEDUP_LEASES_LOST = PREFIX + "dedup.leases.lost";

    /** Gauge: ids whose effect is done, or undone, but whose store could not be told yet. */
    public static final String DEDUP_UNSETTLED = PREFIX + "dedup.unsettled";

    /** Timer: calls of the store; tag {@code op} is {@code claim}, {@code complete}, {@code release} or {@code insert}. */
    public static final String DEDUP_STORE = PREFIX + "dedup.store";

    private MeterNames() {}
}
