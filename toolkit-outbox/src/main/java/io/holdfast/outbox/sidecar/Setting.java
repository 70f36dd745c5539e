package io.holdfast.outbox.sidecar;

import java.util.Locale;

/**
 * Every setting of the sidecar but Kafka's own. A setting {@code database-url} is the variable
 * {@code HOLDFAST_OUTBOX_DATABASE_URL}, the line {@code database-url=…} of the file, and {@code --set database-url=…}.
 */
enum Setting {
    DATABASE_URL(null, "JDBC URL of the database, jdbc:postgresql://…"),
    DATABASE_USER("", "database user; empty: as the URL says"),
    DATABASE_PASSWORD("", "its password"),
    TABLE("outbox", "the outbox table, with its schema if not on the search path"),
    COLUMN_ID("id", "column of the message id"),
    COLUMN_AGGREGATETYPE("aggregatetype", "column that names the topic"),
    COLUMN_AGGREGATEID("aggregateid", "column of the key"),
    COLUMN_TYPE("type", "column of the event type"),
    COLUMN_PAYLOAD("payload", "column of the value"),
    COLUMN_HEADERS("headers", "column of further headers, a JSON object"),
    COLUMN_SEQ("seq", "column of the order"),
    COLUMN_SHARD("shard", "column of the shard"),
    SHARDS("0", "number of shards the table must have; 0: whatever it has. For ddl and migrate: 0 means 32"),
    TOPIC("outbox.event.${aggregatetype}", "topic of a row; ${aggregatetype} and ${type} are replaced"),
    TYPE_HEADER("eventType", "header that carries the event type; empty: none"),
    INSTANCE("", "name of this relay, unique among those of the table; empty: host name and a random part"),
    LEASE_MS("10000", "how long a dead relay keeps its shards"),
    HEARTBEAT_MS("1000", "between renewals of the lease"),
    POLL_MIN_MS("2", "pause between two looks while rows come"),
    POLL_MAX_MS("250", "pause between two looks when nothing comes"),
    BATCH_ROWS("5000", "most rows of one look"),
    IN_FLIGHT_BYTES("33554432", "most bytes of rows in memory"),
    ON_REJECT("park", "a row Kafka will never take: park, dead-table or dlq-topic"),
    DLQ_TOPIC("", "topic for on-reject=dlq-topic"),
    HTTP_PORT("8080", "port of /livez, /readyz, /metrics and /status; 0: a free one"),
    HTTP_HOST("0.0.0.0", "address they listen on"),
    NUDGE_PORT("0", "UDP port on loopback that writers may nudge; 0: none"),
    GRACE_MS("20000", "how long to finish what is on its way after SIGTERM"),
    START_WAIT_MS("30000", "how long to wait for the database at the start");

    static final String PREFIX = "HOLDFAST_OUTBOX_";

    private final String fallback;
    private final String meaning;

    Setting(String fallback, String meaning) {
        this.fallback = fallback;
        this.meaning = meaning;
    }

    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String variable() {
        return PREFIX + name();
    }

    /** Null when it must be given. */
    String fallback() {
        return fallback;
    }

    String meaning() {
        return meaning;
    }

    boolean secret() {
        return this == DATABASE_PASSWORD;
    }
}
