package io.holdfast.dedup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.dedup.DedupOptions;
import io.holdfast.dedup.DedupStoreException;
import io.holdfast.dedup.Deliveries;
import io.holdfast.dedup.IdempotentHandler;
import io.holdfast.dedup.TransactionalHandler;
import io.holdfast.dedup.TransactionalStore;
import io.holdfast.dedup.TransactionalStoreContractTest;
import io.holdfast.handler.Outcome;
import io.holdfast.handler.Outcome.Kind;
import io.holdfast.testkit.store.Postgres;
import io.holdfast.testkit.store.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

@PostgresTest
class PostgresTransactionalStoreIT extends TransactionalStoreContractTest {
    private DataSource database;
    private JdbcTransactionalStore store;

    @BeforeEach
    void migrate(Postgres postgres) {
        database = postgres.newDatabase("mark");
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
        store = new JdbcTransactionalStore(database, Dialect.POSTGRESQL, MarkTable.standard(), "billing", WINDOW);
        return true;
    }

    @Override
    protected void passTime(Duration time) {
        Databases.execute(
                database,
                "update holdfast_mark set marked_at = marked_at - interval '%d seconds'".formatted(time.toSeconds()));
        store.sweep(1_000_000);
    }

    @Test
    void oneNodeSweepsAtATimeAndInBoundedSteps() throws Exception {
        idempotent(recording(new ArrayList<>())).handle(run("a", "b", "c"));
        Databases.execute(database, "update holdfast_mark set marked_at = marked_at - interval '2 hours'");

        try (Connection other = database.getConnection()) {
            other.setAutoCommit(false);
            assertThat(Dialect.POSTGRESQL.marks(MarkTable.standard()).sweep(other, "billing", WINDOW, 1))
                    .isEqualTo(1);
            assertThat(store.sweep(10)).as("the other is at it").isZero();
            other.commit();
        }
        assertThat(store.sweep(10)).isEqualTo(2);
    }

    @Test
    void anotherConsumersMarksAreNotSwept() throws Exception {
        idempotent(recording(new ArrayList<>())).handle(run("a"));
        Databases.execute(
                database, "update holdfast_mark set marked_at = marked_at - interval '2 hours', consumer = 'x'");
        assertThat(store.sweep(10)).isZero();
    }

    @Test
    void aConnectionKilledInTheHandlerReleasesAndIsDoneOnceLater() throws Exception {
        boolean[] kill = {true};
        IdempotentHandler<String, String> handler = handler((delivery, connection) -> {
            write(connection, Deliveries.idOf(delivery));
            if (kill[0]) terminate(connection);
            return Outcome.done();
        });

        assertThat(kinds(handler.handle(run("a", "b")))).containsExactly(Kind.RELEASE, Kind.RELEASE);
        kill[0] = false;
        assertThat(kinds(handler.handle(run("a", "b")))).containsExactly(Kind.DONE, Kind.DONE);
        assertThat(effects()).containsExactly("a", "b");
    }

    @Test
    void aCommitThatIsRefusedForItsDataIsAFailureOfTheHandler() throws Exception {
        Databases.execute(database, "alter table effect add constraint one unique (id) deferrable initially deferred");
        IdempotentHandler<String, String> handler = handler((delivery, connection) -> {
            write(connection, "same for all");
            return Outcome.done();
        });

        assertThat(handler.handle(Deliveries.withId("a")).kind()).isEqualTo(Kind.DONE);
        assertThatThrownBy(() -> handler.handle(Deliveries.withId("b"))).isInstanceOf(SQLException.class);
        assertThat(effects()).hasSize(1);
    }

    @Test
    void aHandlerThatHidesTheErrorOfADeadTransactionFails() {
        IdempotentHandler<String, String> handler = handler((delivery, connection) -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select 1/0");
            } catch (SQLException hidden) {
                return Outcome.done();
            }
            return Outcome.done();
        });

        assertThatThrownBy(() -> handler.handle(Deliveries.withId("a"))).isInstanceOf(SQLException.class);
    }

    @Test
    void aServerThatIsAwayReleases(Postgres postgres) throws Exception {
        DataSource nowhere = postgres.dataSource("jdbc:postgresql://127.0.0.1:1/none?user=postgres");
        IdempotentHandler<String, String> handler = IdempotentHandler.inTransaction(
                nowhere,
                store,
                (delivery, connection) -> Outcome.done(),
                DedupOptions.defaults().withIds(Deliveries.IDS));
        assertThat(kinds(handler.handle(run("a", "b")))).containsExactly(Kind.RELEASE, Kind.RELEASE);
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
        Databases.execute(database, "alter table holdfast_mark alter message_id type varchar(10)");

        assertThatThrownBy(store::verify)
                .isInstanceOf(DedupStoreException.class)
                .hasMessageContaining("holds 10 characters")
                .hasMessageContaining("200");
        assertThat(idempotent(recording(new ArrayList<>())).handle(Deliveries.withId("longer than ten")))
                .isInstanceOfSatisfying(Outcome.Release.class, release -> assertThat(release.reason())
                        .contains("too short"));
    }

    @Test
    void aUserWithoutRightsIsTold() {
        Databases.execute(
                database, "do $$ begin create role stranger login; exception when duplicate_object then null; end $$");
        DataSource asStranger = connectionAs("stranger");
        JdbcTransactionalStore theirs =
                new JdbcTransactionalStore(asStranger, Dialect.POSTGRESQL, MarkTable.standard(), "billing", WINDOW);
        assertThatThrownBy(theirs::verify)
                .hasMessageContaining("permission denied")
                .hasMessageContaining("grant");
    }

    @Test
    void namesAreYours() {
        JdbcTransactionalStore renamed = new JdbcTransactionalStore(
                database, Dialect.POSTGRESQL, new MarkTable("public.seen", "who", "what", "at"), "billing", WINDOW);
        renamed.migrate();
        renamed.migrate();
        renamed.verify();
        assertThat(renamed.ddl()).contains("public.seen").contains("who");
    }

    @Test
    void namesThatAreNotNamesAreRefused() {
        for (String bad : new String[] {"", "a b", "a;drop", "a.b.c", "1a", "\"a\"", "x".repeat(64)})
            assertThatThrownBy(() -> MarkTable.named(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("table must be");
        assertThatThrownBy(() -> new MarkTable("t", "c.d", "m", "a")).hasMessageContaining("consumer column");
    }

    private IdempotentHandler<String, String> handler(TransactionalHandler<String, String> handler) {
        return IdempotentHandler.inTransaction(
                database, store, handler, DedupOptions.defaults().withIds(Deliveries.IDS));
    }

    private void terminate(Connection connection) throws SQLException {
        int backend = connection.unwrap(PGConnection.class).getBackendPID();
        Databases.execute(database, "select pg_terminate_backend(" + backend + ")");
    }

    private DataSource connectionAs(String user) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(((PGSimpleDataSource) database).getUrl());
        source.setUser(user);
        return source;
    }
}
