package io.holdfast.testkit.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.holdfast.testkit.owned.AtExit;
import io.holdfast.testkit.owned.FreePorts;
import io.holdfast.testkit.owned.OwnedFolder;
import io.holdfast.testkit.owned.Warden;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server of one's own that keeps its data over {@link #restart()}.
 *
 * <p>Needs {@code embedded-redis} on the class path. Data and the unpacked binary live in a temporary folder that goes
 * with {@link #close()} or with the JVM. Thread: any.
 */
public final class Redis implements AutoCloseable {

    private static final int REPLY_LIMIT_MS = 10_000;

    private final OwnedFolder folder;
    private final Warden.Duty orphan;
    private final int port;
    private final AtExit atExit;
    private RedisServer server;

    public static Redis start() {
        return new Redis();
    }

    private Redis() {
        folder = OwnedFolder.create("redis");
        orphan = Warden.killByFile(folder.path().resolve("redis.pid"));
        port = FreePorts.choose(1).get(0);
        try {
            server = launch();
        } catch (RuntimeException failed) {
            deleteData();
            throw failed;
        }
        atExit = AtExit.close("redis", this::end);
    }

    /** {@code redis://127.0.0.1:port}. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** The port on loopback; the same after {@link #restart()}. */
    public int port() {
        return port;
    }

    /** Deletes every key of every database. */
    public void flush() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(REPLY_LIMIT_MS);
            socket.getOutputStream().write("FLUSHALL\r\n".getBytes(US_ASCII));
            String reply = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
            if (!"+OK".equals(reply)) {
                throw new IllegalStateException("flush Redis at port " + port + ": it answered " + reply);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("flush Redis at port " + port + ": " + failed.getMessage(), failed);
        }
    }

    /** Stops the server in order; connections break. */
    public synchronized void stop() {
        if (server != null) {
            try {
                server.stop();
            } catch (IOException failed) {
                throw new UncheckedIOException("stop Redis at port " + port + ": " + failed.getMessage(), failed);
            } finally {
                server = null;
            }
        }
    }

    /** Starts the server again with its data on the same port, stopping it first if it runs. */
    public synchronized void restart() {
        stop();
        server = launch();
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

    private RedisServer launch() {
        try {
            Path binaries = Files.createDirectories(folder.path().resolve("bin"));
            RedisServer redis = RedisServer.newRedisServer()
                    .executableProvider(ExecutableProvider.newJarResourceProvider(binaries.toFile()))
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("dir " + folder.path())
                    .setting("pidfile " + folder.path().resolve("redis.pid"))
                    .setting("appendonly yes")
                    .build();
            redis.start();
            return redis;
        } catch (IOException failed) {
            throw new UncheckedIOException("start Redis in " + folder.path() + ": " + failed.getMessage(), failed);
        }
    }
}
