package io.holdfast.outbox.check;

import io.holdfast.outbox.Outbox;
import io.holdfast.outbox.OutboxMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Writers that compete for keys as an application's do. Each transaction locks the rows of its keys, takes the next
 * number of each, and writes a message for it. Some take long, some are rolled back, some write rows too large for the
 * topic, some hold numbers of the sequence for long without committing.
 */
final class Writers {
    static final String NAME_OF_PAYLOAD = "split_part(convert_from(payload, 'UTF8'), ' ', 1)";
    static final int TOO_LARGE = 60_000;

    private final DataSource database;
    private final Outbox outbox;
    private final int keys;
    private final int poisonKeys;

    /** The first {@code poisonKeys} of {@code keys} now and then get a row that is too large. */
    Writers(DataSource database, Outbox outbox, int keys, int poisonKeys) throws SQLException {
        this.database = database;
        this.outbox = outbox;
        this.keys = keys;
        this.poisonKeys = poisonKeys;
        try (Connection connection = database.getConnection()) {
            run(connection, "CREATE TABLE counter (key varchar(20) PRIMARY KEY, next int NOT NULL)");
            run(connection, "CREATE TABLE written (key varchar(20), number int, PRIMARY KEY (key, number))");
            for (int k = 0; k < keys; k++) run(connection, "INSERT INTO counter VALUES ('k" + k + "', 0)");
        }
    }

    /** Runs {@code transactions} on {@code threads} threads and waits for them. */
    void run(int threads, int transactions, long seed) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            Stream<Callable<Void>> tasks = IntStream.range(0, threads).mapToObj(t -> () -> {
                write(transactions / threads, new Random(seed + t));
                return null;
            });
            List<Future<Void>> done = pool.invokeAll(tasks.toList());
            for (Future<Void> each : done) each.get();
        } finally {
            pool.shutdownNow();
        }
    }

    private void write(int transactions, Random random) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < transactions; i++) {
                TreeSet<Integer> chosen = new TreeSet<>();
                for (int k = 0; k <= random.nextInt(3); k++) chosen.add(random.nextInt(keys));
                // In one order always, or writers deadlock.
                for (int key : chosen) one(connection, key, random);
                if (random.nextInt(20) == 0) run(connection, "SELECT pg_sleep(0.05)");
                if (random.nextInt(15) == 0) connection.rollback();
                else connection.commit();
            }
        }
    }

    private void one(Connection connection, int key, Random random) throws SQLException {
        int number;
        try (PreparedStatement next =
                connection.prepareStatement("UPDATE counter SET next = next + 1 WHERE key = ? RETURNING next - 1")) {
            next.setString(1, "k" + key);
            try (ResultSet result = next.executeQuery()) {
                result.next();
                number = result.getInt(1);
            }
        }
        try (PreparedStatement note = connection.prepareStatement("INSERT INTO written VALUES (?, ?)")) {
            note.setString(1, "k" + key);
            note.setInt(2, number);
            note.executeUpdate();
        }
        int size = key < poisonKeys && random.nextInt(10) == 0 ? TOO_LARGE : random.nextInt(300);
        outbox.append(
                connection,
                OutboxMessage.of("order", "k" + key, "Changed")
                        .payload("k" + key + "/" + number + " " + "x".repeat(size))
                        .build());
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }
}
