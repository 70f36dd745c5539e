package io.holdfast.outbox.sidecar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import io.holdfast.testkit.store.Postgres;
import io.holdfast.testkit.store.PostgresTest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as an operator meets it. */
@KafkaTest
@PostgresTest
class SidecarIT {
    private final Kafka kafka;
    private final String url;
    private final DataSource database;
    private final String topic;

    SidecarIT(Kafka kafka, Postgres postgres) {
        this.kafka = kafka;
        this.url = postgres.database("sidecar");
        this.database = postgres.dataSource(url);
        this.topic = kafka.topic("sidecar", 2);
    }

    private record Ended(int code, String out) {}

    @Test
    void migrate_drain_lag_and_parked_in_one_morning() throws Exception {
        assertThat(run("validate")).satisfies(e -> {
            assertThat(e.code()).isEqualTo(3);
            assertThat(e.out()).contains("table outbox does not exist").contains("holdfast-outbox migrate");
        });
        assertThat(run("migrate").out()).isEqualTo("done: 32 shards\n");
        assertThat(run("migrate").out()).isEqualTo("nothing to do\n");
        assertThat(run("validate").code()).isZero();
        insert("a", 10);
        insert("b", 2_000_000);
        assertThat(run("lag").out()).contains("unpublished 2\n").contains("oldest ");
        assertThat(run("peek").out()).contains("seq 1 ").contains("2000000 bytes");
        assertThat(run("drain").out()).isEqualTo("nothing is left\n");
        assertThat(kafka.readAll(topic)).hasSize(1);
        assertThat(run("parked").out())
                .contains("rejected")
                .contains("too large")
                .contains("max.request.size");
        assertThat(run("redrive", "no-such-id").code()).isEqualTo(1);
        assertThat(run("skip", "--all").out()).contains("skip asked for 1 rows");
        assertThat(run("skip").code()).isEqualTo(2);
        assertThat(run("lag").out()).contains("parked 1 keys, 1 rows");
    }

    @Test
    void every_kind_of_mistake_has_its_exit_code_and_one_line() throws Exception {
        assertThat(run(Map.of("HOLDFAST_OUTBOX_TPOIC", "x"), "validate")).satisfies(e -> {
            assertThat(e.code()).isEqualTo(2);
            assertThat(e.out().lines()).hasSize(1);
        });
        assertThat(run(Map.of("HOLDFAST_OUTBOX_KAFKA_ACKS", "1"), "validate").code())
                .isEqualTo(2);
        assertThat(run(Map.of("HOLDFAST_OUTBOX_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/x"), "validate"))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(4);
                    assertThat(e.out()).startsWith("holdfast-outbox: database: ");
                    assertThat(e.out().lines()).hasSize(1);
                });
        assertThat(run("migrate").code()).isZero();
        assertThat(run(Map.of("HOLDFAST_OUTBOX_SHARDS", "8"), "validate")).satisfies(e -> {
            assertThat(e.code()).isEqualTo(3);
            assertThat(e.out()).contains("has 32 shards, but HOLDFAST_OUTBOX_SHARDS is 8");
        });
        assertThat(run(Map.of("HOLDFAST_OUTBOX_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"), "validate"))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(5);
                    assertThat(e.out()).contains("Kafka: ");
                });
        assertThat(run("print-config").out()).contains("database-url=").contains("kafka.bootstrap.servers=");
        assertThat(run("ddl", "--adopt").out()).contains("ALTER TABLE outbox ADD COLUMN seq");
    }

    @Test
    void run_serves_its_endpoints_and_ends_with_0_after_sigterm(@TempDir Path folder) throws Exception {
        assertThat(run("migrate").code()).isZero();
        int port = freePort();
        Process process = process(folder, port);
        try {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> status(port, "/readyz") == 200);
            insert("a", 10);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> kafka.readAll(topic).size() == 1);
            assertThat(get(port, "/livez").statusCode()).isEqualTo(200);
            assertThat(get(port, "/status").body())
                    .contains("\"state\":\"ACTIVE\"")
                    .contains("\"shardsInAll\":32");
            Awaitility.await()
                    .until(() -> get(port, "/metrics").body().contains("holdfast_outbox_published_total 1.0"));
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(count("SELECT count(*) FROM outbox_lease WHERE owner IS NOT NULL"))
                    .isZero();
            assertThat(Files.readString(folder.resolve("log")))
                    .contains("\"level\":\"INFO\"")
                    .contains("stopped");
        } finally {
            process.destroyForcibly();
        }
    }

    private Process process(Path folder, int port) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sidecar.class.getName(),
                        "run")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().putAll(environment());
        builder.environment().put("HOLDFAST_OUTBOX_HTTP_PORT", Integer.toString(port));
        builder.environment().put("HOLDFAST_OUTBOX_HTTP_HOST", "127.0.0.1");
        return builder.start();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("HOLDFAST_OUTBOX_DATABASE_URL", url);
        environment.put("HOLDFAST_OUTBOX_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        environment.put("HOLDFAST_OUTBOX_TOPIC", topic);
        return environment;
    }

    private Ended run(String... args) {
        return run(Map.of(), args);
    }

    private Ended run(Map<String, String> more, String... args) {
        Map<String, String> environment = environment();
        environment.putAll(more);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        try (PrintStream caught = new PrintStream(bytes, true, UTF_8)) {
            System.setOut(caught);
            System.setErr(caught);
            int code = Sidecar.run(environment, args);
            return new Ended(code, bytes.toString(UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private void insert(String key, int size) throws Exception {
        try (Connection connection = database.getConnection();
                var insert =
                        connection.prepareStatement("INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)"
                                + " VALUES (gen_random_uuid(), 'order', ?, 'T', ?)")) {
            insert.setString(1, key);
            insert.setBytes(2, new byte[size]);
            insert.executeUpdate();
        }
    }

    private long count(String sql) throws Exception {
        try (Connection connection = database.getConnection();
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static int status(int port, String path) {
        try {
            return get(port, path).statusCode();
        } catch (Exception e) {
            return -1;
        }
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
