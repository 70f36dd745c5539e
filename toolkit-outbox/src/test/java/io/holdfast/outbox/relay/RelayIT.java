package io.holdfast.outbox.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.outbox.Database;
import io.holdfast.outbox.Outbox;
import io.holdfast.outbox.OutboxMessage;
import io.holdfast.outbox.OutboxSchema;
import io.holdfast.outbox.OutboxTable;
import io.holdfast.outbox.postgres.PostgresStore;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import io.holdfast.testkit.store.Postgres;
import io.holdfast.testkit.store.PostgresTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
        Map<String, Integer> last = new java.util.HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String key = new String(record.key(), UTF_8);
            assertThat(number(record)).isEqualTo(last.getOrDefault(key, -1) + 1);
            last.put(key, number(record));
        }
    }
}
