package io.holdfast.dedup.jdbc;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/** Names that go into statements as they are, and so must be nothing but names. */
final class Identifiers {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]{0,62}";
    private static final Pattern COLUMN = Pattern.compile(NAME);
    private static final Pattern TABLE = Pattern.compile("(" + NAME + "\\.)?" + NAME);
    private static final int MAX_CONSUMER = 100;

    private Identifiers() {}

    static void requireTable(String what, String name) {
        require(what, name, TABLE, "letters, digits and underscores, 1 to 63, optionally after a schema and a dot");
    }

    static void requireColumn(String what, String name) {
        require(what, name, COLUMN, "letters, digits and underscores, 1 to 63");
    }

    private static void require(String what, String name, Pattern pattern, String allowed) {
        requireNonNull(name, what);
        if (!pattern.matcher(name).matches())
            throw new IllegalArgumentException(what + " must be " + allowed + ", was '" + name + "'");
    }

    static String withoutSchema(String table) {
        return table.substring(table.indexOf('.') + 1);
    }

    /** A value, not a name in a statement: any text that fits the column. */
    static void requireConsumer(String consumer) {
        requireNonNull(consumer, "consumer");
        if (consumer.isEmpty() || consumer.length() > MAX_CONSUMER)
            throw new IllegalArgumentException(
                    "consumer must be 1 to " + MAX_CONSUMER + " characters, was " + consumer.length());
    }
}
