package io.holdfast.dedup.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import javax.sql.DataSource;

/** The databases whose SQL we speak. */
public enum Dialect {
    /** PostgreSQL 12 and later; one round trip for any number of ids. */
    POSTGRESQL("postgresql", "42P01", "PostgreSQL") {
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

        @Override
        boolean notPermitted(SQLException e) {
            return "42501".equals(e.getSQLState());
        }
    },

    /** MySQL 8.0.13 and MariaDB 10.5 and later; two round trips for any number of ids. */
    MYSQL("mysql", "42S02", "MySQL|MariaDB") {
        @Override
        MarkSql marks(MarkTable table) {
            return new MySqlMarkSql(table);
        }

        @Override
        LeaseSql leases(LeaseTable table) {
            return new MySqlLeaseSql(table);
        }

        @Override
        boolean notPermitted(SQLException e) {
            return e.getErrorCode() == 1142 || e.getErrorCode() == 1044;
        }
    },

    /** H2 2.x; one statement for each id, which costs little in the same process. */
    H2("h2", "42S02", "H2") {
        @Override
        MarkSql marks(MarkTable table) {
            return new H2MarkSql(table);
        }

        @Override
        LeaseSql leases(LeaseTable table) {
            return new H2LeaseSql(table);
        }

        @Override
        boolean notPermitted(SQLException e) {
            return e.getErrorCode() == 90096;
        }
    };

    final String directory;
    final String noSuchTable;
    private final String products;

    Dialect(String directory, String noSuchTable, String products) {
        this.directory = directory;
        this.products = products;
        this.noSuchTable = noSuchTable;
    }

    abstract MarkSql marks(MarkTable table);

    abstract LeaseSql leases(LeaseTable table);

    abstract boolean notPermitted(SQLException e);

    /** Keeps two nodes from making a table at once, where "if not exists" alone does not; held until the transaction ends. */
    void lockForMigration(Connection connection) throws SQLException {}

    /** Asks the database who it is. */
    public static Dialect of(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            for (Dialect dialect : values()) if (product.matches(dialect.products)) return dialect;
            throw new IllegalArgumentException(
                    "no SQL for database '" + product + "'; there is some for " + Arrays.toString(values()));
        }
    }
}
