package io.holdfast.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@PostgresTest
class PostgresIT {

    @Test
    void everyDatabaseIsEmptyAndItsOwn(Postgres postgres) throws SQLException {
        DataSource one = postgres.newDatabase("orders");
        DataSource two = postgres.newDatabase("orders");
        execute(one, "CREATE TABLE t (x int)");
        execute(two, "CREATE TABLE t (x int)");
        execute(one, "INSERT INTO t VALUES (1)");
        assertThat(single(one, "SELECT count(*) FROM t")).isEqualTo("1");
        assertThat(single(two, "SELECT count(*) FROM t")).isEqualTo("0");
    }

    @Test
    void logicalDecodingIsOn(Postgres postgres) throws SQLException {
        DataSource database = postgres.newDatabase("decoding");
        assertThat(single(database, "SHOW wal_level")).isEqualTo("logical");
        assertThat(single(database, "SELECT slot_name FROM pg_create_logical_replication_slot('s', 'pgoutput')"))
                .isEqualTo("s");
        execute(database, "SELECT pg_drop_replication_slot('s')");
    }

    @Test
    void dataAndPortSurviveAStop() throws SQLException {
        try (Postgres own = Postgres.start(Map.of("work_mem", "8MB"))) {
            DataSource database = own.newDatabase("restart");
            assertThat(single(database, "SHOW work_mem")).isEqualTo("8MB");
            execute(database, "CREATE TABLE t AS SELECT 7 AS x");
            own.stop();
            assertThatThrownBy(() -> single(database, "SELECT x FROM t")).isInstanceOf(SQLException.class);
            own.restart();
            assertThat(single(database, "SELECT x FROM t")).isEqualTo("7");
        }
    }

    @Test
    void committedDataSurviveACrash() throws SQLException {
        try (Postgres own = Postgres.start()) {
            DataSource database = own.newDatabase("crash");
            execute(database, "CREATE TABLE t AS SELECT 7 AS x");
            try (Connection open = database.getConnection();
                    Statement statement = open.createStatement()) {
                open.setAutoCommit(false);
                statement.execute("INSERT INTO t VALUES (8)");
                own.crash();
                assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
            }
            own.restart();
            assertThat(single(database, "SELECT array_agg(x)::text FROM t")).isEqualTo("{7}");
        }
    }

    @Test
    void aServerDoesNotNeedTheFilesOfAnother() throws SQLException {
        Postgres first = Postgres.start();
        try (Postgres second = Postgres.start()) {
            DataSource database = second.newDatabase("second");
            first.close();
            second.restart();
            assertThat(single(database, "SELECT 1")).isEqualTo("1");
        } finally {
            first.close();
        }
    }

    private static void execute(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String single(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
