package io.holdfast.outbox.relay;

import static java.util.Objects.requireNonNull;

import io.holdfast.outbox.store.OutboxTableException;
import io.holdfast.outbox.store.RelayStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the rows of an outbox table to Kafka.
 *
 * <p>Guarantees: a committed row is published at least once and then deleted; rows of one key are published in the
 * order of their seq, through crashes, takeovers and rejected rows; several relays on one table share its shards, and
 * the shards of one that has died are taken over when its lease has run out. A duplicate carries the same {@code id}
 * header.
 *
 * <p>Takes three connections from the data source and keeps them, with session settings of its own: give it a data
 * source of its own. All methods may be called from any thread.
 */
public final class OutboxRelay implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);

    private final RelayOptions options;
    private final DataSource dataSource;
    private final RelayStore store;
    private final Signal signal = new Signal();
    private final Lane reading;
    private final Lane writing;
    private final Lane beating;
    private final RelayLoop loop;
    private final Thread thread;
    private volatile boolean stopping;

    private OutboxRelay(DataSource dataSource, RelayStore store, RelayOptions options, MeterRegistry registry) {
        this.options = requireNonNull(options, "options");
        this.dataSource = requireNonNull(dataSource, "dataSource");
        this.store = requireNonNull(store, "store");
        Inbox inbox = new Inbox(signal);
        Duration patience = options.lease();
        String name = options.instance();
        this.reading = new Lane(name + "-read", dataSource, store::openReader, patience, inbox);
        this.writing = new Lane(name + "-write", dataSource, store::openWriter, patience, inbox);
        this.beating = new Lane(name + "-beat", dataSource, connection -> {}, patience, inbox);
        this.loop = new RelayLoop(
                options, store, reading, writing, beating, inbox, new RelayMeters(registry), System.nanoTime());
        this.thread = new Thread(this::run, name);
    }

    /** A relay that counts for itself only. */
    public static OutboxRelay of(DataSource dataSource, RelayStore store, RelayOptions options) {
        return of(dataSource, store, options, new SimpleMeterRegistry());
    }

    /**
     * A relay that is not yet started.
     *
     * @throws IllegalArgumentException when options or producer properties would break a guarantee
     */
    public static OutboxRelay of(
            DataSource dataSource, RelayStore store, RelayOptions options, MeterRegistry registry) {
        return new OutboxRelay(dataSource, store, options, requireNonNull(registry, "registry"));
    }

    /**
     * Checks the table, then starts the relay's thread.
     *
     * @throws OutboxTableException when the table is not as it must be, with the cure
     * @throws SQLException when the database cannot be asked
     */
    public void start() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            int shards = store.inspect(connection);
            log.info("{} starts on a table of {} shards", options.instance(), shards);
        }
        thread.start();
    }

    private void run() {
        while (!stopping && !loop.drained()) {
            try {
                Work work = loop.doWork(System.nanoTime());
                if (work.done() == 0) signal.awaitUntil(work.nextAt());
            } catch (RuntimeException | Error e) {
                // A defect of ours. Dying quietly would leave a process that looks alive and publishes nothing.
                log.error("{} stops: its loop has failed", options.instance(), e);
                stopping = true;
            }
        }
        loop.close();
    }

    /** Looks for rows at once. */
    public void nudge() {
        loop.nudge();
    }

    public RelayStatus status() {
        return loop.status();
    }

    /** Waits until the relay has stopped for whatever reason, at most {@code limit}; true when it has. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        thread.join(Math.max(1, limit.toMillis()));
        return !thread.isAlive();
    }

    /** As {@link #close(Duration)} with ten seconds. */
    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }

    /**
     * Reads no more rows, waits for those on their way, deletes what is published, gives the shards back at once so that
     * others need not wait for the lease. What does not end within {@code grace} is left to whoever takes over.
     */
    public void close(Duration grace) {
        loop.drain();
        try {
            if (thread.isAlive()) thread.join(Math.max(1, grace.toMillis()));
            stopping = true;
            signal.wake();
            thread.join(1_000);
        } catch (InterruptedException e) {
            stopping = true;
            Thread.currentThread().interrupt();
        }
        reading.close();
        writing.close();
        beating.close();
    }

    /** Stops as a crash would: nothing is finished, nothing given back. For tests. */
    void kill() {
        stopping = true;
        signal.wake();
        reading.close(Duration.ZERO);
        writing.close(Duration.ZERO);
        beating.close(Duration.ZERO);
    }
}
