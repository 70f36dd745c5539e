package io.holdfast.outbox.check;

import io.holdfast.outbox.Database;
import io.holdfast.outbox.OutboxTable;
import io.holdfast.outbox.postgres.PostgresStore;
import io.holdfast.outbox.relay.OutboxRelay;
import io.holdfast.outbox.relay.RelayOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/** A relay in a JVM of its own, to be killed, stopped and continued by signal. */
final class RelayProcess implements AutoCloseable {
    private final Process process;

    private RelayProcess(Process process) {
        this.process = process;
    }

    static RelayProcess start(String url, String bootstrap, String topic, String instance) throws IOException {
        return new RelayProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RelayProcess.class.getName(),
                        url,
                        bootstrap,
                        topic,
                        instance)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
                .start());
    }

    private static File log() {
        String file = System.getProperty("holdfast.test.relay.log");
        return file == null ? new File("/dev/null") : new File(file);
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void suspend() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    }

    boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() throws IOException {
        try {
            resume();
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) kill();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** In the child. */
    public static void main(String[] args) throws Exception {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(args[0]);
        RelayOptions options = RelayOptions.of(args[1])
                .withTopic(args[2])
                .withInstance(args[3])
                .withLease(Duration.ofSeconds(5), Duration.ofMillis(500));
        OutboxRelay relay = OutboxRelay.of(database, new PostgresStore(OutboxTable.in(Database.POSTGRESQL)), options);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> relay.close(Duration.ofSeconds(5))));
        relay.start();
    }
}
