package io.holdfast.outbox.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.outbox.Database;
import io.holdfast.outbox.Outbox;
import io.holdfast.outbox.OutboxSchema;
import io.holdfast.outbox.OutboxTable;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import io.holdfast.testkit.store.Postgres;
import io.holdfast.testkit.store.PostgresTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Relays die, freeze and come back while writers write: nothing is lost, no key is out of order. */
@KafkaTest
@PostgresTest
class ChaosIT {
    private static final OutboxTable TABLE = OutboxTable.in(Database.POSTGRESQL);

    private final Kafka kafka;
    private final Postgres postgres;
    private final String url;
    private final DataSource database;
    private final String topic;
    private final Random random = new Random(20261122);

    ChaosIT(Kafka kafka, Postgres postgres) {
        this.kafka = kafka;
        this.postgres = postgres;
        this.url = postgres.database("chaos");
        this.database = postgres.dataSource(url);
        this.topic = kafka.topic("chaos", 6, Map.of("max.message.bytes", "40000"));
    }

    @BeforeEach
    void tables() throws Exception {
        try (Connection connection = database.getConnection()) {
            OutboxSchema.apply(connection, OutboxSchema.of(TABLE, 16).create());
        }
    }

    @Test
    void relays_killed_again_and_again_lose_nothing_and_invert_nothing() throws Exception {
        Writers writers = new Writers(database, Outbox.on(TABLE), 40, 0);
        CompletableFuture<Void> writing = inBackground(() -> writers.run(4, 6_000, 1));
        RelayProcess[] relays = {relay("a", 0), relay("b", 0)};
        try {
            for (int round = 1; round <= 3; round++) {
                publishedPast(kafka.endOffsets(topic), 200);
                int victim = random.nextInt(relays.length);
                relays[victim].kill();
                relays[victim] = relay(victim == 0 ? "a" : "b", round);
            }
            writing.get(120, TimeUnit.SECONDS);
            awaitEmpty();
        } finally {
            for (RelayProcess relay : relays) relay.close();
        }
        Verdict verdict = Verdict.of(database, kafka, topic);
        print("SIGKILL x3", verdict);
        assertFlawless(verdict);
    }

    @Test
    void a_relay_frozen_for_longer_than_its_lease_inverts_nothing_when_it_wakes() throws Exception {
        Writers writers = new Writers(database, Outbox.on(TABLE), 40, 0);
        CompletableFuture<Void> writing = inBackground(() -> writers.run(4, 4_000, 2));
        try (RelayProcess a = relay("a", 0);
                RelayProcess b = relay("b", 0)) {
            for (int round = 0; round < 2; round++) {
                publishedPast(kafka.endOffsets(topic), 200);
                RelayProcess frozen = round == 0 ? a : b;
                frozen.suspend();
                String name = round == 0 ? "a-0" : "b-0";
                Awaitility.await()
                        .atMost(Duration.ofSeconds(15))
                        .until(() -> count("SELECT count(*) FROM outbox_lease WHERE owner = '" + name + "'") == 0);
                publishedPast(kafka.endOffsets(topic), 50);
                frozen.resume();
            }
            writing.get(120, TimeUnit.SECONDS);
            awaitEmpty();
        }
        Verdict verdict = Verdict.of(database, kafka, topic);
        print("SIGSTOP x2", verdict);
        assertFlawless(verdict);
    }

    @Test
    void oversize_rows_hold_their_keys_through_a_kill_and_go_on_when_redriven() throws Exception {
        Writers writers = new Writers(database, Outbox.on(TABLE), 30, 5);
        CompletableFuture<Void> writing = inBackground(() -> writers.run(4, 2_000, 3));
        RelayProcess relay = relay("a", 0);
        try {
            publishedPast(kafka.endOffsets(topic), 500);
            relay.kill();
            relay = relay("a", 1);
            writing.get(120, TimeUnit.SECONDS);
            awaitEmpty();
            Verdict parked = Verdict.of(database, kafka, topic);
            print("oversize, parked", parked);
            assertThat(parked.lost()).isZero();
            assertThat(parked.inverted()).isZero();
            assertThat(parked.waiting()).isPositive();

            alterTopic("100000");
            sql("UPDATE outbox_parked SET request = 'redrive' WHERE state = 'rejected'");
            // The topic takes them now, but the relay learnt its limit when it started: it finds out by itself.
            relay.kill();
            relay = relay("a", 2);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> count("SELECT count(*) FROM outbox_parked") == 0);
            awaitEmpty();
        } finally {
            relay.close();
        }
        Verdict verdict = Verdict.of(database, kafka, topic);
        print("oversize, redriven", verdict);
        assertFlawless(verdict);
    }

    @Test
    void a_database_restart_loses_nothing() throws Exception {
        Writers writers = new Writers(database, Outbox.on(TABLE), 40, 0);
        writers.run(4, 2_000, 4);
        try (RelayProcess a = relay("a", 0);
                RelayProcess b = relay("b", 0)) {
            publishedPast(kafka.endOffsets(topic), 50);
            postgres.restart();
            writers.run(4, 1_000, 5);
            awaitEmpty();
            assertThat(a.alive()).isTrue();
            assertThat(b.alive()).isTrue();
        }
        Verdict verdict = Verdict.of(database, kafka, topic);
        print("database restart", verdict);
        assertFlawless(verdict);
    }

    private RelayProcess relay(String name, int round) throws Exception {
        return RelayProcess.start(url, kafka.bootstrapServers(), topic, name + "-" + round);
    }

    private interface Action {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> inBackground(Action action) {
        return CompletableFuture.runAsync(() -> {
            try {
                action.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void publishedPast(Map<?, Long> before, int records) {
        long sum = sum(before);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> sum(kafka.endOffsets(topic)) >= sum + records || doneAfter(sum));
        // A moment that is not always the same within the relay's round.
        LockSupport.parkNanos(random.nextInt(20_000_000));
    }

    /** Whether writers and relays have been faster than this test. */
    private boolean doneAfter(long sum) throws Exception {
        return sum > 0 && count("SELECT count(*) FROM outbox") == 0;
    }

    private static long sum(Map<?, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    private void awaitEmpty() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> count("SELECT count(*) FROM outbox") == 0);
    }

    private long count(String sql) throws Exception {
        try (Connection connection = database.getConnection();
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private void sql(String sql) throws Exception {
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute(sql);
        }
    }

    private void alterTopic(String maxMessageBytes) throws Exception {
        ConfigEntry entry = new ConfigEntry("max.message.bytes", maxMessageBytes);
        kafka.admin()
                .incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    private static void print(String fault, Verdict verdict) {
        System.out.println("chaos " + fault + ": " + verdict);
    }

    private static void assertFlawless(Verdict verdict) {
        assertThat(verdict.lost()).as("lost").isZero();
        assertThat(verdict.inverted()).as("inverted").isZero();
        assertThat(verdict.unwritten()).as("unwritten").isZero();
        assertThat(verdict.waiting()).as("waiting").isZero();
        assertThat(verdict.published()).isEqualTo(verdict.written());
    }
}
