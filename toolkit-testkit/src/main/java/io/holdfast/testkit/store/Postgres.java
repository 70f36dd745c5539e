package io.holdfast.testkit.store;

import io.holdfast.testkit.owned.AtExit;
import io.holdfast.testkit.owned.OwnedFolder;
import io.holdfast.testkit.owned.Signal;
import io.holdfast.testkit.owned.Warden;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server of one's own, with logical decoding switched on; works as root too.
 *
 * <p>Tests share a server and take a database each from {@link #newDatabase}. A commit is as durable as a crash of the
 * server process asks ({@code synchronous_commit=on}), not as a power cut would ({@code fsync=off}).
 *
 * <p>Data and unpacked binaries live in a temporary folder that goes with {@link #close()} or with the JVM. Thread: any.
 */
public final class Postgres implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Map<String, String> DEFAULTS = Map.of(
            "wal_level", "logical",
            "max_replication_slots", "20",
            "max_wal_senders", "20",
            "synchronous_commit", "on");

    private final OwnedFolder folder;
    private final Path data;
    private final Warden.Duty orphan;
    private final Map<String, String> config;
    private final AtomicLong databases = new AtomicLong();
    private final AtExit atExit;
    private final int port;
    private EmbeddedPostgres server;

    /** One per server: the library unpacks once per resolver, and a server must not run from another one's folder. */
    private final PgBinaryResolver binaries = new PgBinaryResolver() {
        @Override
        public InputStream getPgBinary(String system, String machineHardware) throws IOException {
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machineHardware);
        }
    };

    /** A server with logical decoding on. */
    public static Postgres start() {
        return start(Map.of());
    }

    /** A server with settings as in postgresql.conf, over those for tests. */
    public static Postgres start(Map<String, String> overrides) {
        Map<String, String> config = new TreeMap<>(DEFAULTS);
        config.putAll(overrides);
        return new Postgres(config);
    }

    private Postgres(Map<String, String> config) {
        this.config = config;
        this.folder = OwnedFolder.create("postgres");
        this.data = folder.path().resolve("data");
        this.orphan = Warden.quitByFile(data.resolve("postmaster.pid"));
        try {
            server = launch(0);
        } catch (RuntimeException failed) {
            deleteData();
            throw failed;
        }
        port = server.getPort();
        atExit = AtExit.close("postgres", this::end);
    }

    /** Creates an empty database and returns its JDBC URL, user included. */
    public String database(String prefix) {
        String name = prefix.replace('-', '_') + "_" + databases.incrementAndGet();
        try (Connection connection = dataSource(url("postgres")).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE \"" + name + "\"");
        } catch (SQLException failed) {
            throw new IllegalStateException(
                    "create database " + name + " at port " + port + ": " + failed.getMessage(), failed);
        }
        return url(name);
    }

    /** Connections to the database of this URL; every call of {@code getConnection} opens one. */
    public DataSource dataSource(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }

    /** An empty database nobody else uses. */
    public DataSource newDatabase(String prefix) {
        return dataSource(database(prefix));
    }

    /** The port on loopback; the same after {@link #restart()}. */
    public int port() {
        return port;
    }

    public String user() {
        return "postgres";
    }

    /** Stops the server as an administrator would: open transactions are rolled back, connections broken. */
    public synchronized void stop() {
        if (server != null) {
            try {
                server.close();
            } catch (IOException failed) {
                throw new UncheckedIOException("stop PostgreSQL at port " + port + ": " + failed.getMessage(), failed);
            } finally {
                server = null;
            }
        }
    }

    /** Ends the server without a checkpoint or a word to its clients, as a crash does; {@link #restart()} recovers. */
    public synchronized void crash() {
        long postmaster = postmaster();
        Signal.QUIT.send(postmaster);
        ProcessHandle.of(postmaster).ifPresent(process -> process.onExit().join());
        stop(); // Finds nothing to stop, and lets go of the data directory.
    }

    private long postmaster() {
        try {
            return Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0));
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "PostgreSQL at port " + port + " does not run: " + failed.getMessage(), failed);
        }
    }

    /** Starts the server again with its data on the same port, stopping it first if it runs. */
    public synchronized void restart() {
        stop();
        server = launch(port);
    }

    /** Stops the server and deletes its data. Idempotent. */
    @Override
    public void close() {
        atExit.run();
    }

    private void end() {
        stop();
        deleteData();
    }

    private void deleteData() {
        orphan.callOff();
        folder.close();
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + user();
    }

    /** Keeps its data directory on close, so that a restart finds it. */
    private EmbeddedPostgres launch(int wantedPort) {
        EmbeddedPostgres.Builder builder = builder(folder.path())
                .setOverrideWorkingDirectory(folder.path().toFile())
                .setPgBinaryResolver(binaries)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_LIMIT)
                .setOutputRedirector(Redirect.DISCARD)
                .setErrorRedirector(
                        Redirect.appendTo(folder.path().resolve("log").toFile()))
                .setPort(wantedPort);
        config.forEach(builder::setServerConfig);
        try {
            return builder.start();
        } catch (IOException | RuntimeException failed) {
            throw new IllegalStateException(
                    "start PostgreSQL in " + folder.path() + ": " + failed.getMessage(), failed);
        }
    }

    /** The builder makes a folder of its own in the temporary folder, unless a property says where to. */
    private static synchronized EmbeddedPostgres.Builder builder(Path parent) {
        String property = "ot.epg.working-dir";
        String before = System.getProperty(property);
        System.setProperty(property, parent.toString());
        try {
            return EmbeddedPostgres.builder();
        } finally {
            if (before == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, before);
            }
        }
    }
}
