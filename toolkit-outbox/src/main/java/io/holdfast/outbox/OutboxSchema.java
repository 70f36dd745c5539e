package io.holdfast.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The outbox's tables as versioned SQL. Nothing is applied unless asked: the same statements can be printed for a
 * migration tool.
 *
 * <p>The number of shards is fixed here, in the table itself, and bounds how many relays can be active at once.
 * Changing it means draining the outbox and making it anew.
 */
public final class OutboxSchema {
    /** Shards unless said otherwise. */
    public static final int DEFAULT_SHARDS = 32;

    private static final int MAX_SHARDS = 1024;

    private final OutboxTable table;
    private final int shards;

    private OutboxSchema(OutboxTable table, int shards) {
        this.table = requireNonNull(table, "table");
        if (shards < 1 || shards > MAX_SHARDS)
            throw new IllegalArgumentException("shards must be between 1 and " + MAX_SHARDS + ", was " + shards);
        this.shards = shards;
    }

    public static OutboxSchema of(OutboxTable table) {
        return new OutboxSchema(table, DEFAULT_SHARDS);
    }

    public static OutboxSchema of(OutboxTable table, int shards) {
        return new OutboxSchema(table, shards);
    }

    /** What makes the outbox and the relay's tables where neither is. */
    public List<String> create() {
        return scripts("V1__outbox.sql", "V2__relay.sql");
    }

    /** What makes an existing table of Debezium's shape ready for the relay. Its writers need no change. */
    public List<String> adopt() {
        return scripts("V1__adopt.sql", "V2__relay.sql");
    }

    /** The relay's tables alone. */
    public List<String> relayTables() {
        return scripts("V2__relay.sql");
    }

    /** Runs {@code statements} on {@code connection}, in its transaction if it has one open. */
    public static void apply(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) statement.execute(sql);
        }
    }

    private List<String> scripts(String... files) {
        List<String> statements = new ArrayList<>();
        for (String file : files) statements.addAll(statements(read(file)));
        return List.copyOf(statements);
    }

    private String read(String file) {
        String path = table.database().folder() + "/" + file;
        try (InputStream in = OutboxSchema.class.getResourceAsStream(path)) {
            if (in == null) throw new IllegalStateException("SQL file " + path + " is not on the class path");
            return fill(new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("SQL file " + path + " cannot be read", e);
        }
    }

    private String fill(String script) {
        OutboxTable.Columns columns = table.columns();
        return script.replace("${outbox}", table.name())
                .replace("${shards}", Integer.toString(shards))
                .replace("${id}", columns.id())
                .replace("${aggregatetype}", columns.aggregateType())
                .replace("${aggregateid}", columns.aggregateId())
                .replace("${type}", columns.type())
                .replace("${payload}", columns.payload())
                .replace("${headers}", columns.headers())
                .replace("${seq}", columns.seq())
                .replace("${shard}", columns.shard());
    }

    /** The files keep to one rule: a statement ends with a semicolon at the end of a line, and only there. */
    private static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : script.lines().toList()) {
            if (line.isBlank()) continue;
            open.append(line).append('\n');
            if (line.endsWith(";")) {
                statements.add(open.substring(0, open.length() - 2));
                open.setLength(0);
            }
        }
        return statements;
    }
}
