package io.holdfast.outbox.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.outbox.Database;
import io.holdfast.outbox.OutboxSchema;
import io.holdfast.outbox.OutboxTable;
import io.holdfast.outbox.postgres.PostgresStore;
import io.holdfast.outbox.relay.OutboxRelay;
import io.holdfast.outbox.relay.RelayOptions;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import io.holdfast.testkit.store.Postgres;
import io.holdfast.testkit.store.PostgresTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same two commit patterns for ours and for each naive relay: they fail the check that ours passes. */
@KafkaTest
@PostgresTest
class NegativeControlIT {
    private static final OutboxTable TABLE = OutboxTable.in(Database.POSTGRESQL);

    private final Kafka kafka;
    private final DataSource database;
    private final String topic;
    private OutboxRelay relay;

    NegativeControlIT(Kafka kafka, Postgres postgres) {
        this.kafka = kafka;
        this.database = postgres.newDatabase("control");
        this.topic = kafka.topic("control", 1);
    }

    @BeforeEach
    void tables() throws Exception {
        try (Connection connection = database.getConnection()) {
            OutboxSchema.apply(connection, OutboxSchema.of(TABLE, 4).create());
            execute(connection, "CREATE TABLE written (key varchar(20), number int, PRIMARY KEY (key, number))");
            execute(connection, "ALTER TABLE outbox ADD COLUMN writer_time timestamptz");
            execute(connection, "ALTER TABLE outbox ADD COLUMN xid xid8 DEFAULT pg_current_xact_id()");
        }
    }

    @AfterEach
    void stop() {
        if (relay != null) relay.close();
    }

    @Test
    void a_bare_cursor_loses_a_late_commit_and_is_caught() throws Exception {
        try (Connection late = open();
                Connection quick = open()) {
            insert(late, "a", 0, Instant.EPOCH);
            insert(quick, "b", 0, Instant.EPOCH);
            quick.commit();
            long cursor = NaiveRelay.BARE_CURSOR.step(database, kafka, topic, 0);
            late.commit();
            NaiveRelay.BARE_CURSOR.step(database, kafka, topic, cursor);
        }
        // Its rows stay in the table for ever: whoever cleans it up by cursor loses them.
        clean();
        assertThat(verdict().lost()).isEqualTo(1);
    }

    @Test
    void our_relay_publishes_a_late_commit() throws Exception {
        startRelay();
        try (Connection late = open();
                Connection quick = open()) {
            insert(late, "a", 0, Instant.EPOCH);
            insert(quick, "b", 0, Instant.EPOCH);
            quick.commit();
            awaitPublished(1);
            late.commit();
            awaitPublished(2);
        }
        assertThat(verdict()).isEqualTo(new Verdict(2, 2, 0, 0, 0, 0, 0));
    }

    @Test
    void ordering_by_the_writers_clock_inverts_a_key_and_is_caught() throws Exception {
        Instant now = Instant.parse("2026-11-22T12:00:00Z");
        try (Connection connection = open()) {
            insert(connection, "a", 0, now.plusSeconds(1));
            connection.commit();
            insert(connection, "a", 1, now);
            connection.commit();
        }
        NaiveRelay.CREATED_AT.step(database, kafka, topic, 0);
        assertThat(verdict().inverted()).isEqualTo(1);
    }

    @Test
    void ordering_by_transaction_id_inverts_a_key_and_is_caught() throws Exception {
        earlyIdLateWrite();
        NaiveRelay.TRANSACTION_ID.step(database, kafka, topic, 0);
        assertThat(verdict().inverted()).isEqualTo(1);
    }

    @Test
    void our_relay_keeps_the_order_of_commits_of_a_key() throws Exception {
        earlyIdLateWrite();
        startRelay();
        awaitPublished(2);
        assertThat(verdict()).isEqualTo(new Verdict(2, 2, 0, 0, 0, 0, 0));
    }

    /** One transaction draws its id first and comes to the key second, under the key's lock. */
    private void earlyIdLateWrite() throws SQLException {
        try (Connection early = open();
                Connection other = open()) {
            execute(early, "SELECT pg_current_xact_id()");
            insert(other, "a", 0, Instant.EPOCH);
            other.commit();
            insert(early, "a", 1, Instant.EPOCH);
            early.commit();
        }
    }

    private void startRelay() throws SQLException {
        RelayOptions options = RelayOptions.of(kafka.clientProperties()).withTopic(topic);
        relay = OutboxRelay.of(database, new PostgresStore(TABLE), options);
        relay.start();
    }

    private void awaitPublished(int records) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> kafka.readAll(topic).size() == records
                        && verdict().waiting() == verdict().written() - records);
    }

    private Verdict verdict() throws SQLException {
        return Verdict.of(database, kafka, topic);
    }

    private void clean() throws SQLException {
        try (Connection connection = database.getConnection()) {
            execute(connection, "DELETE FROM outbox WHERE seq <= (SELECT max(seq) FROM outbox)");
        }
    }

    private Connection open() throws SQLException {
        Connection connection = database.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void insert(Connection connection, String key, int number, Instant createdAt) throws SQLException {
        try (PreparedStatement note = connection.prepareStatement("INSERT INTO written VALUES (?, ?)");
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO outbox"
                                + " (id, aggregatetype, aggregateid, type, payload, writer_time) VALUES (?, 'order', ?, 'Changed', ?, ?)")) {
            note.setString(1, key);
            note.setInt(2, number);
            note.executeUpdate();
            insert.setObject(1, UUID.randomUUID());
            insert.setString(2, key);
            insert.setBytes(3, (key + "/" + number + " x").getBytes(UTF_8));
            insert.setTimestamp(4, Timestamp.from(createdAt));
            insert.executeUpdate();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }
}
