package io.holdfast.bench;

import io.holdfast.bench.row.Conditions;
import io.holdfast.bench.row.Row;
import io.holdfast.testkit.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a row stands on: a broker and a scratch folder, both gone when closed.
 *
 * <p>The broker lives in this JVM, which does nothing else while arms run in theirs. On a cluster given by the user the
 * topics stay: what is not ours is not ours to delete from.
 */
final class TestBed implements AutoCloseable {

    /** The test kit's broker is small and quick to give up; a measured one is as it comes, but for the group delay. */
    private static final Map<String, String> STOCK = Map.of(
            "num.network.threads", "3",
            "num.io.threads", "8",
            "broker.session.timeout.ms", "9000",
            "broker.heartbeat.interval.ms", "2000",
            "log.index.size.max.bytes", Integer.toString(10 << 20),
            "log.retention.check.interval.ms", "300000",
            "group.initial.rebalance.delay.ms", "0");

    private static final String NO_BROKER = "";

    private final String bootstrapServers;
    private final String topic;
    private final Path scratch;
    private final Runnable stopBroker;

    private TestBed(String bootstrapServers, String topic, Runnable stopBroker) throws IOException {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.stopBroker = stopBroker;
        scratch = Files.createTempDirectory("holdfast-bench-");
    }

    static TestBed lay(Row row, Optional<String> existing) throws IOException {
        String topic = "bench-" + row.name() + "-" + UUID.randomUUID();
        if (row.preparation() == Row.Preparation.NONE) return new TestBed(NO_BROKER, topic, () -> {});
        if (existing.isPresent()) return new TestBed(existing.get(), topic, () -> {});
        EmbeddedKafka kafka = EmbeddedKafka.start(STOCK);
        return new TestBed(kafka.bootstrapServers(), topic, kafka::close);
    }

    Conditions conditions(long records) {
        return new Conditions(bootstrapServers, topic, records, 1, scratch);
    }

    @Override
    public void close() throws IOException {
        stopBroker.run();
        deleteScratch();
    }

    /** Arms put files into it, not folders. */
    private void deleteScratch() throws IOException {
        try (Stream<Path> files = Files.list(scratch)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(scratch);
    }
}
