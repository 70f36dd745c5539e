package io.holdfast.outbox.relay;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One database connection and the thread that uses it, so that a slow statement never holds up the loop. Tasks run in
 * order; results go back through the inbox. A failed task costs the connection: the next one opens another.
 */
final class Lane implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    private final DataSource dataSource;
    private final Opening opening;
    private final Duration timeout;
    private final Inbox inbox;
    private final ExecutorService thread;
    private Connection connection;

    /** Prepares a connection just opened. */
    @FunctionalInterface
    interface Opening {
        void prepare(Connection connection) throws SQLException;
    }

    /** What a lane does with its connection. */
    @FunctionalInterface
    interface Task<T> {
        T run(Connection connection) throws SQLException;
    }

    Lane(String name, DataSource dataSource, Opening opening, Duration timeout, Inbox inbox) {
        this.dataSource = dataSource;
        this.opening = opening;
        this.timeout = timeout;
        this.inbox = inbox;
        this.thread = Executors.newSingleThreadExecutor(runnable -> {
            Thread t = new Thread(runnable, name);
            t.setDaemon(true);
            return t;
        });
    }

    /** Runs {@code task} on the lane's thread, then one of the two others on the loop's. */
    <T> void run(Task<T> task, Consumer<T> then, Consumer<Exception> failed) {
        thread.execute(() -> {
            try {
                T result = task.run(open());
                inbox.post(() -> then.accept(result));
            } catch (SQLException | RuntimeException e) {
                drop();
                inbox.post(() -> failed.accept(e));
            }
        });
    }

    private Connection open() throws SQLException {
        if (connection == null) {
            Connection opened = dataSource.getConnection();
            try {
                opened.setAutoCommit(true);
                opened.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
                opening.prepare(opened);
            } catch (SQLException | RuntimeException e) {
                opened.close();
                throw e;
            }
            connection = opened;
        }
        return connection;
    }

    private void drop() {
        if (connection == null) return;
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("closing a broken connection failed", e);
        }
        connection = null;
    }

    /** Lets the task at hand end, for as long as {@code grace} allows, and closes the connection. */
    void close(Duration grace) {
        if (thread.isShutdown()) return;
        thread.execute(this::drop);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) thread.shutdownNow();
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(1));
    }
}
