package io.holdfast.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.handler.Outcome;
import io.holdfast.handler.Outcome.Kind;
import io.holdfast.handler.RecordHandler;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What every transactional store promises: the effect here is a row in the table {@code effect (id varchar)}. */
public abstract class TransactionalStoreContractTest extends DedupStoreContractTest {

    protected abstract TransactionalStore store();

    /** Has the store's table, and an empty table {@code effect (id varchar(200))} without constraints. */
    protected abstract DataSource database();

    @Override
    protected IdempotentHandler<String, String> idempotent(RecordHandler<String, String> effect) {
        return IdempotentHandler.inTransaction(
                database(), store(), (delivery, connection) -> effect.handle(delivery), options());
    }

    private static DedupOptions options() {
        return DedupOptions.defaults().withIds(Deliveries.IDS);
    }

    @Test
    void idAndEffectAreOneCommit() throws Exception {
        IdempotentHandler<String, String> handler = writing("none");

        assertThat(kinds(handler.handle(run("a", "b", "a")))).containsExactly(Kind.DONE, Kind.DONE, Kind.DUPLICATE);
        assertThat(kinds(handler.handle(run("b", "c")))).containsExactly(Kind.DUPLICATE, Kind.DONE);
        assertThat(effects()).containsExactly("a", "b", "c");
    }

    @Test
    void aFailureTakesTheEffectsOfItsRunBack() throws Exception {
        assertThatThrownBy(() -> writing("bad").handle(run("a", "bad", "b"))).hasMessage("bad record");
        assertThat(effects()).isEmpty();

        writing("none").handle(run("a", "bad", "b"));
        assertThat(effects()).containsExactly("a", "b", "bad");
    }

    @Test
    void anUnfinishedRecordDoesNotTakeItsPredecessorsAlong() throws Exception {
        IdempotentHandler<String, String> handler = IdempotentHandler.inTransaction(
                database(),
                store(),
                (delivery, connection) -> {
                    write(connection, Deliveries.idOf(delivery));
                    return Deliveries.idOf(delivery).equals("bad")
                            ? Outcome.deadLetter("bad", new IllegalArgumentException("bad"))
                            : Outcome.done();
                },
                options());

        assertThat(kinds(handler.handle(run("a", "bad", "b"))))
                .containsExactly(Kind.DONE, Kind.DEAD_LETTER, Kind.RELEASE);
        assertThat(effects()).containsExactly("a");
    }

    @Test
    void aHandlerThatRollsBackBehindOurBackFails() throws Exception {
        IdempotentHandler<String, String> handler = IdempotentHandler.inTransaction(
                database(),
                store(),
                TransactionalHandler.of((delivery, connection) -> {
                    write(connection, Deliveries.idOf(delivery));
                    connection.rollback();
                }),
                options());

        assertThatThrownBy(() -> handler.handle(Deliveries.withId("a"))).hasMessageContaining("must not roll back");
        assertThat(effects()).isEmpty();
        assertThat(kinds(writing("none").handle(run("a")))).containsExactly(Kind.DONE);
    }

    @Test
    void aBatchEffectSeesOnlyWhatIsNew() throws Exception {
        writing("none").handle(Deliveries.withId("known"));
        List<String> seen = new ArrayList<>();
        IdempotentHandler<String, String> handler = IdempotentHandler.batchInTransaction(
                database(),
                store(),
                (fresh, connection) -> fresh.forEach(delivery -> seen.add(Deliveries.idOf(delivery))),
                options());

        assertThat(kinds(handler.handle(run("a", "known", "a", "b"))))
                .containsExactly(Kind.DONE, Kind.DUPLICATE, Kind.DUPLICATE, Kind.DONE);
        assertThat(seen).containsExactly("a", "b");
    }

    @Test
    void theCallersTransactionDecides() throws Exception {
        Set<MessageId> ids = ids("a", "b");
        try (Connection connection = database().getConnection()) {
            connection.setAutoCommit(false);
            assertThat(store().insert(connection, ids)).isEqualTo(ids);
            assertThat(store().insert(connection, ids("b", "c"))).isEqualTo(ids("c"));
            connection.rollback();
            assertThat(store().insert(connection, ids)).isEqualTo(ids);
            connection.commit();
            assertThat(store().insert(connection, ids)).isEmpty();
            connection.rollback();
        }
    }

    @Test
    void aConcurrentDuplicateWaitsAndLearnsThatTheFirstCommitted() throws Exception {
        assertThat(secondWhileFirst(Connection::commit)).isEmpty();
    }

    @Test
    void aConcurrentDuplicateWaitsAndTakesOverWhenTheFirstRolledBack() throws Exception {
        assertThat(secondWhileFirst(Connection::rollback)).isEqualTo(ids("a"));
    }

    /** What a second transaction is told about an id that the first has inserted and then ends as given. */
    private Set<MessageId> secondWhileFirst(End end) throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (Connection first = database().getConnection();
                Connection second = database().getConnection()) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            assertThat(store().insert(first, ids("a"))).isEqualTo(ids("a"));
            CountDownLatch started = new CountDownLatch(1);
            Future<Set<MessageId>> answer = pool.submit(() -> {
                started.countDown();
                return store().insert(second, ids("a"));
            });
            started.await();
            assertThat(answer.isDone()).isFalse();
            end.of(first);
            Set<MessageId> fresh = answer.get();
            second.rollback();
            return fresh;
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void batchesInCrosswiseOrderDoNotEndInDeadlock() throws Exception {
        int rounds = 50;
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < rounds; round++) {
                String[] ids = new String[20];
                for (int i = 0; i < ids.length; i++) ids[i] = round + "-" + i;
                String[] reversed = new String[ids.length];
                for (int i = 0; i < ids.length; i++) reversed[i] = ids[ids.length - 1 - i];
                Future<Set<MessageId>> one = pool.submit(() -> insertAndCommit(ids));
                Future<Set<MessageId>> other = pool.submit(() -> insertAndCommit(reversed));
                assertThat(one.get().size() + other.get().size()).isEqualTo(ids.length);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private Set<MessageId> insertAndCommit(String... ids) throws SQLException {
        try (Connection connection = database().getConnection()) {
            connection.setAutoCommit(false);
            Set<MessageId> fresh = store().insert(connection, ids(ids));
            connection.commit();
            return fresh;
        }
    }

    private IdempotentHandler<String, String> writing(String bad) {
        return IdempotentHandler.inTransaction(
                database(),
                store(),
                TransactionalHandler.of((delivery, connection) -> {
                    write(connection, Deliveries.idOf(delivery));
                    if (Deliveries.idOf(delivery).equals(bad)) throw new IllegalArgumentException("bad record");
                }),
                options());
    }

    protected static void write(Connection connection, String id) throws SQLException {
        try (var statement = connection.prepareStatement("insert into effect (id) values (?)")) {
            statement.setString(1, id);
            statement.executeUpdate();
        }
    }

    protected List<String> effects() throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id from effect order by id")) {
            while (rows.next()) ids.add(rows.getString(1));
        }
        return ids;
    }

    protected static Set<MessageId> ids(String... ids) {
        Set<MessageId> set = new LinkedHashSet<>();
        for (String id : Arrays.asList(ids)) set.add(MessageId.of(id).orElseThrow());
        return set;
    }

    @FunctionalInterface
    private interface End {
        void of(Connection connection) throws SQLException;
    }
}
