package io.holdfast.outbox.relay;

/** What has become of one row of a cycle. */
enum RowFate {
    /** Not sent, or sent and given up without an answer that counts: stays in the table and is read again. */
    LEFT,
    /** Acknowledged by the brokers. */
    ACKED,
    /** Kafka will never take it. */
    REJECTED,
    /** Given to the dead-letter topic instead, and acknowledged there. */
    DIVERTED,
    /** Its key is barred. */
    BEHIND
}
