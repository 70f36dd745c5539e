package io.holdfast.dedup.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** SQL with {@code ${names}} to fill in, from the sources or from the versioned files beside this package. */
final class SqlText {
    private static final Pattern END_OF_STATEMENT = Pattern.compile(";\\s*(\\n|$)");

    private SqlText() {}

    static String fill(String sql, Map<String, String> names) {
        for (Map.Entry<String, String> name : names.entrySet())
            sql = sql.replace("${" + name.getKey() + "}", name.getValue());
        if (sql.contains("${")) throw new IllegalStateException("a name is missing in: " + sql);
        return sql;
    }

    /** The files {@code <kind>.V1.sql}, {@code <kind>.V2.sql} and so on, as far as there are any, in order. */
    static List<String> versions(Dialect dialect, String kind, Map<String, String> names) {
        List<String> versions = new ArrayList<>();
        for (int version = 1; ; version++) {
            String sql = read(dialect.directory + "/" + kind + ".V" + version + ".sql");
            if (sql == null) return versions;
            versions.add(fill(sql, names));
        }
    }

    /** The statements of a file; each ends with a semicolon at the end of a line. */
    static List<String> statements(String sql) {
        return END_OF_STATEMENT
                .splitAsStream(sql)
                .filter(statement -> !statement.isBlank())
                .toList();
    }

    private static String read(String file) {
        try (InputStream in = SqlText.class.getResourceAsStream(file)) {
            return in == null ? null : new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
