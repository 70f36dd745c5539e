package io.holdfast.dedup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.dedup.DedupStoreException;
import io.holdfast.dedup.Deliveries;
import io.holdfast.dedup.TransactionalStore;
import io.holdfast.dedup.TransactionalStoreContractTest;
import io.holdfast.handler.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class H2TransactionalStoreTest extends TransactionalStoreContractTest {
    private DataSource database;
    private JdbcTransactionalStore store;

    @BeforeEach
    void migrate() {
        database = H2Databases.fresh();
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
        store = new JdbcTransactionalStore(database, Dialect.H2, MarkTable.standard(), "billing", WINDOW);
        return true;
    }

    @Override
    protected void passTime(Duration time) {
        Databases.execute(
                database,
                "update holdfast_mark set marked_at = dateadd(second, -%d, marked_at)".formatted(time.toSeconds()));
        store.sweep(1_000_000);
    }

    @Test
    void theDatabaseSaysWhoItIs() throws Exception {
        assertThat(Dialect.of(database)).isEqualTo(Dialect.H2);
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
        Databases.execute(database, "alter table holdfast_mark alter column message_id varchar(10)");

        assertThatThrownBy(store::verify)
                .isInstanceOf(DedupStoreException.class)
                .hasMessageContaining("holds 10 characters")
                .hasMessageContaining("200");
        assertThat(idempotent(recording(new ArrayList<>())).handle(Deliveries.withId("longer than ten")))
                .isInstanceOfSatisfying(Outcome.Release.class, release -> assertThat(release.reason())
                        .contains("too short"));
    }
}
