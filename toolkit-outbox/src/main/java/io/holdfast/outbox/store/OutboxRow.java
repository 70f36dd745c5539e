package io.holdfast.outbox.store;

import static java.util.Objects.requireNonNull;

/**
 * One unpublished row. The payload of a large row is left in the database until somebody asks for it: see
 * {@link #loaded()}.
 */
public final class OutboxRow {
    private final int shard;
    private final long seq;
    private final String id;
    private final String aggregateType;
    private final String aggregateId;
    private final String type;
    private final String headers;
    private final int payloadLength;
    private byte[] payload;

    /**
     * Makes a row as it was read.
     *
     * @param aggregateId null for a null key
     * @param headers JSON object, or null for none
     * @param payload null for a tombstone or a payload that was not read
     * @param payloadLength in bytes; negative for SQL null, a tombstone
     */
    public OutboxRow(
            int shard,
            long seq,
            String id,
            String aggregateType,
            String aggregateId,
            String type,
            String headers,
            byte[] payload,
            int payloadLength) {
        this.shard = shard;
        this.seq = seq;
        this.id = requireNonNull(id, "id");
        this.aggregateType = requireNonNull(aggregateType, "aggregateType");
        this.aggregateId = aggregateId;
        this.type = requireNonNull(type, "type");
        this.headers = headers;
        this.payload = payload;
        this.payloadLength = payloadLength;
    }

    public int shard() {
        return shard;
    }

    public long seq() {
        return seq;
    }

    public String id() {
        return id;
    }

    public String aggregateType() {
        return aggregateType;
    }

    /** Null for a null key. */
    public String aggregateId() {
        return aggregateId;
    }

    public String type() {
        return type;
    }

    /** A JSON object, or null. */
    public String headers() {
        return headers;
    }

    /** Null for a tombstone. */
    public byte[] payload() {
        if (!loaded()) throw new IllegalStateException("payload of row " + seq + " has not been loaded");
        return payload;
    }

    /** In bytes, known even when the payload was not read. */
    public int payloadLength() {
        return Math.max(payloadLength, 0);
    }

    /** Whether {@link #payload} can be called. */
    public boolean loaded() {
        return payload != null || payloadLength < 0;
    }

    /** For the store: completes a row whose payload was left behind. */
    public void load(byte[] bytes) {
        this.payload = requireNonNull(bytes, "payload");
    }

    /** What the row takes in memory, roughly. */
    public long bytes() {
        return 200L + payloadLength() + (headers == null ? 0 : headers.length());
    }

    @Override
    public String toString() {
        return "OutboxRow[shard " + shard + ", seq " + seq + ", id " + id + "]";
    }
}
