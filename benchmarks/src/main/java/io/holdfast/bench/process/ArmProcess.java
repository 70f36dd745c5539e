package io.holdfast.bench.process;

import io.holdfast.bench.row.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A JVM of its own for one run of an arm, with the class path of this one.
 *
 * <p>Every arm gets the same JVM, heap and garbage collector. The child's first statement should be
 * {@link #dieWithParent()}, so that nothing is left running however this process ends; its standard error goes to ours.
 *
 * <p>Thread: one owner.
 */
public final class ArmProcess implements AutoCloseable {

    private static final String END = "";

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private ArmProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::readLines, "arm-output");
        reader.setDaemon(true);
        reader.start();
    }

    public static ArmProcess start(Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "-XX:-UsePerfData"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ArmProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Ends this JVM when its standard input closes, that is, when the process that started it is gone. */
    public static void dieWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {}
                    } catch (IOException e) {
                        // As gone as a closed stream.
                    }
                    Runtime.getRuntime().halt(1);
                },
                "die-with-parent");
        watch.setDaemon(true);
        watch.start();
    }

    /** The sample the child prints. */
    public Sample sample(Duration limit) throws InterruptedException {
        return Sample.parse(line(Sample::isIn, limit));
    }

    /** The first line yet unread that {@code wanted} accepts; those before it are dropped. */
    public String line(Predicate<String> wanted, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            String line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) throw new IllegalStateException("arm said nothing it should within " + limit);
            if (line.equals(END)) {
                throw new IllegalStateException(
                        "arm ended early, exit code " + process.waitFor() + "; see its errors above");
            }
            if (wanted.test(line)) return line;
        }
    }

    /** SIGKILL where the platform has it; returns when the process is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readLines() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (!line.isEmpty()) lines.add(line);
            }
        } catch (IOException e) {
            if (process.isAlive()) throw new UncheckedIOException(e);
        } finally {
            lines.add(END);
        }
    }
}
