package io.holdfast.dedup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.dedup.DedupStoreException;
import io.holdfast.dedup.Deliveries;
import io.holdfast.dedup.TransactionalStore;
import io.holdfast.dedup.TransactionalStoreContractTest;
import io.holdfast.handler.Outcome;
import io.holdfast.testkit.store.MariaDb;
import io.holdfast.testkit.store.MariaDbTest;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MariaDbTest
class MariaDbTransactionalStoreIT extends TransactionalStoreContractTest {
    private DataSource database;
    private JdbcTransactionalStore store;

    @BeforeEach
    void migrate(MariaDb mariaDb) {
        database = mariaDb.newDatabase("mark");
        restart();
        store.migrate();
        store.verify();
        Databases.execute(database, "create table effect (id varchar(200))");
    }

    @Override
    protected TransactionalStore store() {
        return store;
    }

    @Override
    protected DataSource database() {
        return database;
    }

    @Override
    protected boolean restart() {
        store = new JdbcTransactionalStore(database, Dialect.MYSQL, MarkTable.standard(), "billing", WINDOW);
        return true;
    }

    @Override
    protected void passTime(Duration time) {
        Databases.execute(
                database,
                "update holdfast_mark set marked_at = marked_at - interval %d second".formatted(time.toSeconds()));
        store.sweep(1_000_000);
    }

    @Test
    void theDatabaseSaysWhoItIs() throws Exception {
        assertThat(Dialect.of(database)).isEqualTo(Dialect.MYSQL);
    }

    @Test
    void aMissingTableReleasesAndSaysWhatToDo() throws Exception {
        Databases.execute(database, "drop table holdfast_mark");

        assertThat(idempotent(recording(new ArrayList<>())).handle(Deliveries.withId("a")))
                .isInstanceOfSatisfying(Outcome.Release.class, release -> assertThat(release.reason())
                        .contains("holdfast_mark")
                        .contains("migrate()"));
        assertThatThrownBy(store::verify).hasMessageContaining("migrate()");
        assertThat(store.ddl()).contains("create table if not exists holdfast_mark");
    }

    @Test
    void aColumnTooShortIsFoundAtStartAndReleasesLater() throws Exception {
        Databases.execute(
                database,
                "alter table holdfast_mark modify message_id varchar(10) character set ascii collate ascii_bin not null");

        assertThatThrownBy(store::verify)
                .isInstanceOf(DedupStoreException.class)
                .hasMessageContaining("holds 10 characters")
                .hasMessageContaining("200");
        assertThat(idempotent(recording(new ArrayList<>())).handle(Deliveries.withId("longer than ten")))
                .isInstanceOfSatisfying(Outcome.Release.class, release -> assertThat(release.reason())
                        .contains("too short"));
    }

    @Test
    void anIdCutByALenientServerIsNotTakenForADuplicate() throws Exception {
        Databases.execute(
                database,
                "alter table holdfast_mark modify message_id varchar(10) character set ascii collate ascii_bin not null");
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("set sql_mode = ''");
            }
            assertThatThrownBy(() -> store.insert(connection, ids("longer than ten")))
                    .isInstanceOf(DedupStoreException.class)
                    .hasMessageContaining("too short");
            connection.rollback();
        }
    }
}
