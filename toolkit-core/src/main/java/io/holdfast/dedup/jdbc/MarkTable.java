package io.holdfast.dedup.jdbc;

import java.util.Map;

/**
 * Where {@link JdbcTransactionalStore} keeps its marks. Names are SQL identifiers: letters, digits and underscores, up
 * to 63 characters; the table may have a schema in front. They are written into statements unquoted.
 *
 * @param name default {@code holdfast_mark}
 * @param consumer column for the consumer's name
 * @param messageId column for the id, at least 200 characters, compared byte by byte
 * @param markedAt column for the time of the mark
 */
public record MarkTable(String name, String consumer, String messageId, String markedAt) {

    public MarkTable {
        Identifiers.requireTable("table", name);
        Identifiers.requireColumn("consumer column", consumer);
        Identifiers.requireColumn("message id column", messageId);
        Identifiers.requireColumn("mark time column", markedAt);
    }

    public static MarkTable standard() {
        return named("holdfast_mark");
    }

    /** Our columns in a table of your name. */
    public static MarkTable named(String name) {
        return new MarkTable(name, "consumer", "message_id", "marked_at");
    }

    Map<String, String> names() {
        return Map.of(
                "table", name,
                "index", Identifiers.withoutSchema(name),
                "consumer", consumer,
                "message_id", messageId,
                "marked_at", markedAt);
    }
}
