package io.holdfast.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** The databases an outbox can live in. */
public enum Database {
    /** PostgreSQL 13 or later. */
    POSTGRESQL("postgresql"),
    /** MySQL 8 or MariaDB 10.6, or later. */
    MYSQL("mysql");

    private final String folder;

    Database(String folder) {
        this.folder = folder;
    }

    String folder() {
        return folder;
    }

    /** Which of them {@code connection} leads to, by the product name its driver reports. */
    public static Database of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        String name = product.toLowerCase(Locale.ROOT);
        if (name.contains("postgres")) return POSTGRESQL;
        if (name.contains("mysql") || name.contains("mariadb")) return MYSQL;
        throw new IllegalArgumentException(
                "Database " + product + " is not supported: use PostgreSQL, MySQL or MariaDB");
    }
}
