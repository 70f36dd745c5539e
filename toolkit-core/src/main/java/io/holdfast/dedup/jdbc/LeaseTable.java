package io.holdfast.dedup.jdbc;

import java.util.Map;

/**
 * Where {@link JdbcLeaseStore} keeps its leases and marks. Names are checked as in {@link MarkTable}.
 *
 * @param name default {@code holdfast_lease}
 * @param consumer column for the consumer's name
 * @param messageId column for the id, at least 200 characters, compared byte by byte
 * @param token column for the owner of the lease
 * @param leaseUntil column for the end of the lease
 * @param doneAt column for the time of the mark, null while in progress
 */
public record LeaseTable(
        String name, String consumer, String messageId, String token, String leaseUntil, String doneAt) {

    public LeaseTable {
        Identifiers.requireTable("table", name);
        Identifiers.requireColumn("consumer column", consumer);
        Identifiers.requireColumn("message id column", messageId);
        Identifiers.requireColumn("token column", token);
        Identifiers.requireColumn("lease end column", leaseUntil);
        Identifiers.requireColumn("mark time column", doneAt);
    }

    public static LeaseTable standard() {
        return named("holdfast_lease");
    }

    /** Our columns in a table of your name. */
    public static LeaseTable named(String name) {
        return new LeaseTable(name, "consumer", "message_id", "token", "lease_until", "done_at");
    }

    Map<String, String> names() {
        return Map.of(
                "table", name,
                "index", Identifiers.withoutSchema(name),
                "consumer", consumer,
                "message_id", messageId,
                "token", token,
                "lease_until", leaseUntil,
                "done_at", doneAt);
    }
}
