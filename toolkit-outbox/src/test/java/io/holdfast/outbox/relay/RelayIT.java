package io.holdfast.outbox.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.outbox.Database;
import io.holdfast.outbox.Outbox;
import io.holdfast.outbox.OutboxMessage;
import io.holdfast.outbox.OutboxSchema;
import io.holdfast.outbox.OutboxTable;
import io.holdfast.outbox.postgres.PostgresStore;
import io.holdfast.outbox.store.OutboxTableException;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import io.holdfast.testkit.store.Postgres;
import io.holdfast.testkit.store.PostgresTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@KafkaTest
@PostgresTest
class RelayIT {
    private static final OutboxTable TABLE = OutboxTable.in(Database.POSTGRESQL);

    private final Kafka kafka;
    private final DataSource database;
    private final Outbox outbox = Outbox.on(TABLE);
    private final List<OutboxRelay> relays = new ArrayList<>();
    private final String topic;

    RelayIT(Kafka kafka, Postgres postgres) {
        this.kafka = kafka;
        this.database = postgres.newDatabase("relay");
        this.topic = kafka.topic("orders", 4, Map.of("max.message.bytes", "20000"));
    }

    @BeforeEach
    void tables() throws Exception {
        try (Connection connection = database.getConnection()) {
            OutboxSchema.apply(connection, OutboxSchema.of(TABLE, 8).create());
        }
    }

    @AfterEach
    void stop() {
        relays.forEach(OutboxRelay::close);
    }

    @Test
    void publishes_rows_in_the_order_of_their_key_and_deletes_them() throws Exception {
        write(2_000, 50, 100);
        relay("a", options());
        awaitEmpty();
        List<ConsumerRecord<byte[], byte[]>> records = kafka.readAll(topic);
        assertThat(records).hasSize(2_000);
        assertOrdered(records);
        assertThat(records.get(0).headers().lastHeader("id")).isNotNull();
        assertThat(new String(records.get(0).headers().lastHeader("eventType").value(), UTF_8))
                .isEqualTo("OrderPlaced");
        assertThat(new String(records.get(0).headers().lastHeader("tenant").value(), UTF_8))
                .isEqualTo("blue");
    }

    @Test
    void parks_an_oversize_row_and_its_followers_and_lets_other_keys_go_on() throws Exception {
        append(message("k1", 1, 10));
        append(message("k1", 2, 50_000));
        append(message("k1", 3, 10));
        append(message("k2", 1, 10));
        relay("a", options());
        awaitEmpty();
        assertThat(keysAndNumbers()).containsExactlyInAnyOrder("k1:1", "k2:1");
        assertThat(parked()).containsExactly("k1 rejected null", "k1 behind null");
        append(message("k1", 4, 10));
        awaitEmpty();
        assertThat(keysAndNumbers()).doesNotContain("k1:4");

        sql("UPDATE outbox_parked SET request = 'skip' WHERE state = 'rejected'");
        Awaitility.await().until(() -> keysAndNumbers().contains("k1:4"));
        assertThat(keysAndNumbers()).containsSubsequence("k1:1", "k1:3", "k1:4");
        awaitEmpty();
        assertThat(parked()).containsExactly("k1 dead null");
    }

    @Test
    void a_row_the_broker_refuses_lets_no_follower_of_its_key_pass() throws Exception {
        append(message("warm", 0, 10));
        relay("a", options());
        awaitEmpty();
        // The relay knows the old limit, so the large row goes out, with its followers right behind it.
        limit("2000");
        List<OutboxMessage> burst = new ArrayList<>();
        for (int i = 0; i < 400; i++) burst.add(message("k1", i, i == 200 ? 15_000 : 100));
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            outbox.append(connection, burst);
            connection.commit();
        }
        awaitEmpty();
        List<String> landed = keysAndNumbers().stream()
                .filter(n -> n.startsWith("k1"))
                .distinct()
                .toList();
        assertThat(landed)
                .hasSize(200)
                .doesNotContain("k1:200", "k1:201")
                .last()
                .isEqualTo("k1:199");
        assertThat(count("SELECT count(*) FROM outbox_parked WHERE state = 'behind'"))
                .isEqualTo(199);
        assertThat(parked()).first().isEqualTo("k1 rejected null");
    }

    @Test
    void a_rejected_row_goes_to_the_dead_table_and_its_key_goes_on() throws Exception {
        append(message("k1", 1, 10));
        append(message("k1", 2, 50_000));
        append(message("k1", 3, 10));
        relay("a", options().withOnReject(RejectPolicy.DEAD_TABLE, null));
        awaitEmpty();
        assertThat(keysAndNumbers()).containsExactly("k1:1", "k1:3");
        assertThat(parked()).containsExactly("k1 dead null");
    }

    @Test
    void a_rejected_row_goes_to_the_dead_letter_topic_and_its_key_goes_on() throws Exception {
        String dlq = kafka.topic("dlq", 1);
        append(message("k1", 1, 10));
        append(message("k1", 2, 50_000));
        append(message("k1", 3, 10));
        relay("a", options().withOnReject(RejectPolicy.DLQ_TOPIC, dlq));
        awaitEmpty();
        assertThat(keysAndNumbers()).containsExactly("k1:1", "k1:3");
        ConsumerRecord<byte[], byte[]> letter = kafka.readAll(dlq).get(0);
        assertThat(number(letter)).isEqualTo(2);
        assertThat(new String(letter.headers().lastHeader("holdfast-reason").value(), UTF_8))
                .startsWith("too large: 50");
        assertThat(parked()).isEmpty();
    }

    @Test
    void rows_of_a_missing_topic_wait_and_the_others_go_on() throws Exception {
        String late = kafka.topic("prefix", 1) + "-late";
        OutboxRelay relay = relay("a", options().withTopic("${aggregatetype}"));
        append(OutboxMessage.of(late, "x", "T").payload("1 a").build());
        append(OutboxMessage.of(topic, "y", "T").payload("2 b").build());
        Awaitility.await().until(() -> keysAndNumbers().contains("y:2"));
        Awaitility.await().until(() -> relay.status().blockedTypes().containsKey(late));
        assertThat(relay.status().blockedTypes().get(late)).isEqualTo("topic " + late + " does not exist");
        assertThat(count("SELECT count(*) FROM outbox")).isEqualTo(1);
        kafka.createTopic(late, 1, Map.of());
        awaitEmpty();
        assertThat(kafka.readAll(late)).hasSize(1);
        assertThat(parked()).isEmpty();
    }

    @Test
    void two_relays_share_the_shards_and_one_takes_over_when_the_other_dies() throws Exception {
        OutboxRelay a = relay("a", options());
        Awaitility.await().until(() -> a.status().shards().size() == 8);
        OutboxRelay b = relay("b", options());
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        a.status().shards().size() == 4 && b.status().shards().size() == 4);
        long killed = System.nanoTime();
        a.kill();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> b.status().shards().size() == 8);
        Duration took = Duration.ofNanos(System.nanoTime() - killed);
        System.out.println("takeover after a kill, lease 3 s: " + took.toMillis() + " ms");
        write(400, 20, 100);
        awaitEmpty();
        assertOrdered(kafka.readAll(topic));
    }

    @Test
    void a_relay_that_is_closed_gives_its_shards_back_at_once() throws Exception {
        OutboxRelay a = relay("a", options());
        Awaitility.await().until(() -> a.status().shards().size() == 8);
        a.close();
        assertThat(count("SELECT count(*) FROM outbox_lease WHERE owner IS NOT NULL"))
                .isZero();
        assertThat(count("SELECT count(*) FROM outbox_relay")).isZero();
        assertThat(a.status().state()).isEqualTo(RelayStatus.State.STOPPED);
    }

    @Test
    void a_row_larger_than_the_memory_budget_is_sent_alone() throws Exception {
        String big = kafka.topic("big", 1, Map.of("max.message.bytes", "9000000"));
        append(message("k1", 1, 3_000_000));
        append(message("k1", 2, 3_000_000));
        append(message("k1", 3, 10));
        Map<String, Object> producer = kafka.clientProperties();
        producer.put("max.request.size", 8_000_000);
        relay("a", RelayOptions.of(producer).withTopic(big).withBatch(100, 1 << 20));
        awaitEmpty();
        assertThat(kafka.readAll(big).stream().map(RelayIT::number)).containsExactly(1, 2, 3);
    }

    @Test
    void a_table_that_does_not_fit_is_refused_with_the_cure() throws Exception {
        sql("ALTER TABLE outbox ALTER COLUMN seq SET CACHE 20");
        assertThatThrownBy(() -> relay("a", options()))
                .isInstanceOf(OutboxTableException.class)
                .hasMessageContaining("caches 20 numbers")
                .hasMessageContaining("ALTER SEQUENCE public.outbox_seq_seq CACHE 1");
        sql("DELETE FROM outbox_lease WHERE shard = 3");
        sql("ALTER TABLE outbox ALTER COLUMN seq SET CACHE 1");
        assertThatThrownBy(() -> relay("a", options())).hasMessageContaining("7 rows but its highest shard is 7");
        sql("DROP TABLE outbox");
        assertThatThrownBy(() -> relay("a", options()))
                .hasMessageContaining("table outbox does not exist")
                .hasMessageContaining("ddl");
    }

    @Test
    void a_debezium_table_is_relayed_as_it_is_once_adopted() throws Exception {
        OutboxTable old = TABLE.named("debezium_outbox");
        sql("CREATE TABLE debezium_outbox (id uuid PRIMARY KEY, aggregatetype varchar(255) NOT NULL,"
                + " aggregateid varchar(255) NOT NULL, type varchar(255) NOT NULL, payload jsonb)");
        String insert = "INSERT INTO debezium_outbox VALUES (gen_random_uuid(), 'order', 'k%d', 'T', '{\"n\": %d}')";
        sql(String.format(insert, 1, 1));
        try (Connection connection = database.getConnection()) {
            OutboxSchema.apply(connection, OutboxSchema.of(old, 4).adopt());
        }
        sql(String.format(insert, 1, 2));
        OutboxRelay relay = OutboxRelay.of(database, new PostgresStore(old), options());
        relays.add(relay);
        relay.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> count("SELECT count(*) FROM debezium_outbox") == 0);
        assertThat(kafka.readAll(topic).stream().map(r -> new String(r.value(), UTF_8)))
                .containsExactly("{\"n\": 1}", "{\"n\": 2}");
    }

    @Test
    void messages_of_a_transaction_that_fails_are_not_published() throws Exception {
        sql("CREATE TABLE orders (id int PRIMARY KEY)");
        assertThatThrownBy(() -> outbox.inTransaction(database, (connection, messages) -> {
                    messages.add(message("k1", 1, 10));
                    connection.createStatement().execute("INSERT INTO orders VALUES (1)");
                    throw new IllegalStateException("no stock");
                }))
                .hasMessage("no stock");
        outbox.inTransaction(database, (connection, messages) -> {
            messages.add(message("k1", 2, 10));
            return connection.createStatement().execute("INSERT INTO orders VALUES (2)");
        });
        relay("a", options());
        awaitEmpty();
        assertThat(keysAndNumbers()).containsExactly("k1:2");
        assertThat(count("SELECT count(*) FROM orders")).isEqualTo(1);
        try (Connection connection = database.getConnection()) {
            assertThatThrownBy(() -> outbox.append(connection, message("k1", 3, 10)))
                    .hasMessageContaining("auto-commit");
        }
    }

    private void limit(String maxMessageBytes) throws Exception {
        ConfigEntry entry = new ConfigEntry("max.message.bytes", maxMessageBytes);
        kafka.admin()
                .incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    private RelayOptions options() {
        return RelayOptions.of(kafka.clientProperties())
                .withTopic(topic)
                .withLease(Duration.ofSeconds(3), Duration.ofMillis(300));
    }

    private OutboxRelay relay(String name, RelayOptions options) throws Exception {
        OutboxRelay relay = OutboxRelay.of(database, new PostgresStore(TABLE), options.withInstance(name));
        relays.add(relay);
        relay.start();
        return relay;
    }

    private void write(int rows, int keys, int batch) throws Exception {
        int[] next = new int[keys];
        for (int at = 0; at < rows; at += batch) {
            List<OutboxMessage> messages = new ArrayList<>();
            for (int i = at; i < Math.min(rows, at + batch); i++)
                messages.add(message("k" + i % keys, next[i % keys]++, 10));
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                outbox.append(connection, messages);
                connection.commit();
            }
        }
    }

    private static OutboxMessage message(String key, int number, int size) {
        return OutboxMessage.of("order", key, "OrderPlaced")
                .payload(number + " " + "x".repeat(size))
                .header("tenant", "blue")
                .build();
    }

    private void append(OutboxMessage message) throws Exception {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            outbox.append(connection, message);
            connection.commit();
        }
    }

    private void sql(String sql) throws Exception {
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute(sql);
        }
    }

    /** Everything that can be published has been. */
    private void awaitEmpty() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> count("SELECT count(*) FROM outbox") == 0);
    }

    private long count(String sql) throws Exception {
        try (Connection connection = database.getConnection();
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private List<String> parked() throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.getConnection();
                ResultSet result = connection
                        .createStatement()
                        .executeQuery("SELECT aggregateid, state, request FROM outbox_parked ORDER BY seq")) {
            while (result.next()) rows.add(result.getString(1) + " " + result.getString(2) + " " + result.getString(3));
        }
        return rows;
    }

    private List<String> keysAndNumbers() {
        return kafka.readAll(topic).stream()
                .map(r -> new String(r.key(), UTF_8) + ":" + number(r))
                .toList();
    }

    private static int number(ConsumerRecord<byte[], byte[]> record) {
        String value = new String(record.value(), UTF_8);
        return Integer.parseInt(value.substring(0, value.indexOf(' ')));
    }

    private static void assertOrdered(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, Integer> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String key = new String(record.key(), UTF_8);
            assertThat(number(record)).isEqualTo(last.getOrDefault(key, -1) + 1);
            last.put(key, number(record));
        }
    }
}
