package io.holdfast.outbox;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * Where the outbox is and what its columns are called. The default names are those of Debezium's outbox event router.
 *
 * <p>Names go into SQL as they are, unquoted, so only letters, digits and underscores are taken; the table may have a
 * schema before a dot. The relay's own tables lie beside it: {@code <name>_lease}, {@code <name>_relay} and
 * {@code <name>_parked}.
 *
 * @param database what kind of database it is in
 * @param name the table, {@code outbox} or {@code schema.outbox}
 * @param columns what its columns are called
 */
public record OutboxTable(Database database, String name, Columns columns) {

    private static final Pattern TABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*\\.)?[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern COLUMN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public OutboxTable {
        requireNonNull(database, "database");
        requireNonNull(columns, "columns");
        requireName(TABLE, "table", name);
    }

    /** The table {@code outbox} with the default columns. */
    public static OutboxTable in(Database database) {
        return new OutboxTable(database, "outbox", Columns.DEFAULT);
    }

    public OutboxTable named(String other) {
        return new OutboxTable(database, other, columns);
    }

    public OutboxTable with(Columns other) {
        return new OutboxTable(database, name, other);
    }

    /** One lease row for each shard. */
    public String leaseTable() {
        return name + "_lease";
    }

    /** One row for each relay that is alive. */
    public String relayTable() {
        return name + "_relay";
    }

    /** Rows taken out of the way. */
    public String parkedTable() {
        return name + "_parked";
    }

    private static void requireName(Pattern pattern, String what, String name) {
        requireNonNull(name, what);
        if (!pattern.matcher(name).matches())
            throw new IllegalArgumentException(
                    what + " name '" + name + "' is not a plain SQL name: use letters, digits and underscores");
    }

    /**
     * Column names.
     *
     * @param id unique id of the message, sent as header {@code id}
     * @param aggregateType names the topic
     * @param aggregateId the record's key; SQL null is a null key, which has no order
     * @param type kind of event
     * @param payload the record's value: bytes, text or JSON; SQL null is a tombstone
     * @param headers JSON object of further headers
     * @param seq ever-growing number given by the database; order within a key
     * @param shard small number computed by the database from the key
     */
    public record Columns(
            String id,
            String aggregateType,
            String aggregateId,
            String type,
            String payload,
            String headers,
            String seq,
            String shard) {

        public static final Columns DEFAULT =
                new Columns("id", "aggregatetype", "aggregateid", "type", "payload", "headers", "seq", "shard");

        public Columns {
            requireName(COLUMN, "id column", id);
            requireName(COLUMN, "aggregate type column", aggregateType);
            requireName(COLUMN, "aggregate id column", aggregateId);
            requireName(COLUMN, "type column", type);
            requireName(COLUMN, "payload column", payload);
            requireName(COLUMN, "headers column", headers);
            requireName(COLUMN, "seq column", seq);
            requireName(COLUMN, "shard column", shard);
        }
    }
}
