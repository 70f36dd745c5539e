package io.holdfast.outbox.relay;

/** What to do with a row that Kafka will never take: too large, or refused by the broker for its content. */
public enum RejectPolicy {
    /** Park the row and every later one of its key until an operator redrives or skips it. Keeps the key's order. */
    PARK,
    /** Move the row to the parked table as dead; its key goes on without it. */
    DEAD_TABLE,
    /** Publish the row to the dead-letter topic; its key goes on without it. One that does not fit there either: as {@link #DEAD_TABLE}. */
    DLQ_TOPIC
}
