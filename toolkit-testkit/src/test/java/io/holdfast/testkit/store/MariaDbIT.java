package io.holdfast.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class MariaDbIT {

    @Test
    void databasesAreApartAndSurviveAStop() throws SQLException {
        try (MariaDb server = MariaDb.start()) {
            DataSource one = server.newDatabase("orders");
            DataSource two = server.newDatabase("orders");
            execute(one, "CREATE TABLE t (x int) ENGINE=InnoDB");
            execute(two, "CREATE TABLE t (x int) ENGINE=InnoDB");
            execute(one, "INSERT INTO t VALUES (7)");
            server.stop();
            assertThatThrownBy(() -> single(one, "SELECT x FROM t")).isInstanceOf(SQLException.class);
            server.restart();
            assertThat(single(one, "SELECT x FROM t")).isEqualTo("7");
            assertThat(single(two, "SELECT count(*) FROM t")).isEqualTo("0");
            assertThat(single(one, "SELECT @@character_set_server")).isEqualTo("utf8mb4");
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
