package io.holdfast.names;

/**
 * Meters. Units are base units (seconds, bytes) where Micrometer does not say otherwise. Tags are few and bounded:
 * {@link #GROUP}, {@link #CLIENT}, {@link #OUTCOME}; never a key, an id, an offset.
 */
public final class MeterNames {
    public static final String PREFIX = "holdfast.";

    /** Tag: consumer group. */
    public static final String GROUP = "group";
    /** Tag: client id of the Kafka consumer. */
    public static final String CLIENT = "client";
    /** Tag: outcome kind, lower case with dashes. */
    public static final String OUTCOME = "outcome";

    /** Timer by outcome: from the call of the handler to its return. */
    public static final String PROCESSING = PREFIX + "consumer.processing";
    /** Timer: from the record's timestamp to its being done. */
    public static final String CRITICAL_TIME = PREFIX + "consumer.critical.time";
    /** Counter: attempts that failed. */
    public static final String ATTEMPTS_FAILED = PREFIX + "consumer.attempts.failed";
    /** Timer: from sending a commit to its acknowledgement. */
    public static final String COMMIT = PREFIX + "consumer.commit";
    /** Counter: commits refused or lost; each is repeated. */
    public static final String COMMIT_FAILED = PREFIX + "consumer.commit.failed";
    /** Counter: commit metadata that was not ours, damaged or unreadable. */
    public static final String METADATA_IGNORED = PREFIX + "consumer.commit.metadata.ignored";
    /** Counter: records not handled again because a commit said they were finished above its frontier. */
    public static final String RESTORED = PREFIX + "consumer.restored";
    /** Counter: results that came after their partition had been given up, and were refused. */
    public static final String LATE = PREFIX + "consumer.late";
    /** Counter: times a partition was stopped. */
    public static final String STOPS = PREFIX + "consumer.stops";

    /** Gauge: records in handlers now. */
    public static final String IN_FLIGHT = PREFIX + "consumer.in.flight";
    /** Gauge, seconds: how long the longest-running handler has been at its record. */
    public static final String OLDEST_IN_FLIGHT = PREFIX + "consumer.in.flight.oldest";
    /** Gauge: records received and not finished. */
    public static final String PENDING = PREFIX + "consumer.pending";
    /** Gauge: records finished above the frontier, all partitions. */
    public static final String FINISHED_ABOVE = PREFIX + "consumer.finished.above";
    /** Gauge: lanes in memory. */
    public static final String LANES = PREFIX + "consumer.lanes";
    /** Gauge: partitions assigned. */
    public static final String ASSIGNED = PREFIX + "consumer.partitions";
    /** Gauge: partitions paused, for whatever reason. */
    public static final String PAUSED = PREFIX + "consumer.partitions.paused";
    /** Gauge: partitions stopped. */
    public static final String STOPPED = PREFIX + "consumer.partitions.stopped";
    /** Gauge, seconds: how long the backlog takes at the present rate; NaN while nothing is finished. */
    public static final String SECONDS_TO_DRAIN = PREFIX + "consumer.drain.time";

    /**
     * Counter: records by what the dedup store answered; tag {@code result} is {@code first}, {@code duplicate},
     * {@code busy}, {@code unavailable} or {@code no-id}.
     */
    public static final String DEDUP_RECORDS = PREFIX + "dedup.records";
    /** Counter: leases that another had taken over when their owner wanted to complete them. */
    public static final String DEDUP_LEASES_LOST = PREFIX + "dedup.leases.lost";
    /** Gauge: ids of which the store could not be told yet that their effect is done, or their lease free. */
    public static final String DEDUP_UNSETTLED = PREFIX + "dedup.unsettled";
    /** Timer: calls of the store; tag {@code op} is {@code claim}, {@code complete}, {@code release} or {@code insert}. */
    public static final String DEDUP_STORE = PREFIX + "dedup.store";
    /** Gauge, seconds: dedup window less what it must outlast; below zero a duplicate may have its effect again. */
    public static final String DEDUP_WINDOW_SLACK = PREFIX + "dedup.window.slack";

    private MeterNames() {}
}
