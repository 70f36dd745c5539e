package io.holdfast.dedup.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import javax.sql.DataSource;

/** The databases whose SQL we speak. */
public enum Dialect {
    /** PostgreSQL 12 and later; one round trip for any number of ids. */
    POSTGRESQL("postgresql", "42P01", "42501") {
        @Override
        MarkSql marks(MarkTable table) {
            return new PostgresMarkSql(table);
        }

        @Override
        LeaseSql leases(LeaseTable table) {
            return new PostgresLeaseSql(table);
        }

        @Override
        void lockForMigration(Connection connection) throws SQLException {
            Postgres.waitForLock(connection, "holdfast migration");
        }
    };

    final String directory;
    final String noSuchTable;
    final String notPermitted;

    Dialect(String directory, String noSuchTable, String notPermitted) {
        this.directory = directory;
        this.noSuchTable = noSuchTable;
        this.notPermitted = notPermitted;
    }

    abstract MarkSql marks(MarkTable table);

    abstract LeaseSql leases(LeaseTable table);

    /** Keeps two nodes from making a table at once; held until the transaction ends. */
    abstract void lockForMigration(Connection connection) throws SQLException;

    /** Asks the database who it is. */
    public static Dialect of(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            for (Dialect dialect : values())
                if (product.toLowerCase(Locale.ROOT).startsWith(dialect.directory)) return dialect;
            throw new IllegalArgumentException(
                    "no SQL for database '" + product + "'; there is some for " + Arrays.toString(values()));
        }
    }
}
