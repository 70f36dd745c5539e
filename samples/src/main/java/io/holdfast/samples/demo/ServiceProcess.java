package io.holdfast.samples.demo;

import io.holdfast.samples.shop.OrderService;
import io.holdfast.samples.shop.ServiceSettings;
import io.holdfast.testkit.fault.ChildJvm;
import java.time.Duration;
import java.util.List;

/** An order service in a JVM of its own. */
final class ServiceProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration END_LIMIT = Duration.ofSeconds(60);
    private static final int LINES_SHOWN = 20;

    private final ChildJvm process;

    private ServiceProcess(ChildJvm process) {
        this.process = process;
    }

    /** Returns once it consumes. */
    static ServiceProcess start(Class<?> mainClass, ServiceSettings settings) {
        ChildJvm process = ChildJvm.of(mainClass)
                .heap("256m")
                .jvmOption("-XX:+UseSerialGC")
                .jvmOption("--enable-native-access=ALL-UNNAMED")
                .jvmOption("-XX:TieredStopAtLevel=1") // it lives for seconds
                .args(settings.arguments().toArray(String[]::new))
                .start();
        try {
            process.awaitLine(OrderService.STARTED, START_LIMIT);
            return new ServiceProcess(process);
        } catch (RuntimeException notStarted) {
            process.close();
            throw notStarted;
        }
    }

    /** Returns once the process is gone. */
    void suffer(Strike.How how) {
        switch (how) {
            case SIGKILL -> process.kill();
            case SIGTERM -> {
                process.terminate();
                process.awaitExit(END_LIMIT);
            }
        }
    }

    long pid() {
        return process.pid();
    }

    void requireAlive() {
        if (process.isAlive()) return;
        List<String> lines = process.lines();
        throw new IllegalStateException("the order service ended by itself; its last lines:\n  "
                + String.join("\n  ", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size())));
    }

    @Override
    public void close() {
        process.close();
    }
}
