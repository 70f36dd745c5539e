package io.holdfast.testkit;

import io.holdfast.testkit.fault.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** One node of {@link KafkaProcesses}: its settings file, its data, and the process while it runs. */
final class BrokerNode {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final int id;
    private final Path settings;
    private ChildJvm process;

    static BrokerNode format(
            int id, BrokerSettings.Addresses addresses, Path parent, String clusterId, Map<String, String> overrides) {
        Path data = parent.resolve("node-" + id);
        Storage.format(id, data, clusterId);
        Path file = parent.resolve("node-" + id + ".properties");
        Map<String, String> all = new HashMap<>(BrokerSettings.quickToNoticeDeath());
        all.putAll(overrides);
        Properties properties = new Properties();
        properties.putAll(BrokerSettings.of(id, addresses, data, all));
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        } catch (IOException failed) {
            throw new UncheckedIOException("write " + file + ": " + failed.getMessage(), failed);
        }
        return new BrokerNode(id, file);
    }

    private BrokerNode(int id, Path settings) {
        this.id = id;
        this.settings = settings;
    }

    synchronized void launch() {
        if (process != null) {
            throw new IllegalStateException("node " + id + " runs already as " + process);
        }
        process = ChildJvm.of(BrokerMain.class)
                .heap("256m")
                .jvmOption("-XX:+UseSerialGC")
                .jvmOption("-XX:TieredStopAtLevel=1")
                .systemProperty("logback.configurationFile", "io/holdfast/testkit/broker-logback.xml")
                .args(settings.toString())
                .start();
    }

    void awaitReady() {
        process().awaitLine(BrokerMain.READY, START_LIMIT);
    }

    synchronized void kill() {
        process().kill();
        process = null;
    }

    synchronized void stop() {
        process().terminate();
        process().awaitExit(STOP_LIMIT);
        process = null;
    }

    synchronized void suspend() {
        process().suspend();
    }

    synchronized void resume() {
        process().resume();
    }

    synchronized void end() {
        if (process != null) {
            kill();
        }
    }

    synchronized ChildJvm process() {
        if (process == null) {
            throw new IllegalStateException("node " + id + " does not run: start it first");
        }
        return process;
    }
}
