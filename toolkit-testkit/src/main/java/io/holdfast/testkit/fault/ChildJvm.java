package io.holdfast.testkit.fault;

import static java.util.Objects.requireNonNull;

import io.holdfast.testkit.owned.Signal;
import io.holdfast.testkit.owned.Warden;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A main class running in a JVM of its own, to be killed, stopped and resumed by a test.
 *
 * <p>It runs the same Java on the same class path as the caller. It never outlives the caller, however that ends. Its
 * output (both streams) is kept for {@link #awaitLine} and error messages, the newest 10,000 lines of it. Thread: any.
 */
public final class ChildJvm implements AutoCloseable {

    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final OutputLines output;

    /** What to run: collects the settings, {@link #start()} runs them. Not for concurrent use. */
    public static final class Builder {

        private final String mainClass;
        private final List<String> jvmOptions = new ArrayList<>();
        private final Map<String, String> environment = new TreeMap<>();
        private final List<String> arguments = new ArrayList<>();
        private Path directory;

        private Builder(String mainClass) {
            this.mainClass = requireNonNull(mainClass, "mainClass");
        }

        /** Arguments of {@code main}. */
        public Builder args(String... args) {
            arguments.addAll(List.of(args));
            return this;
        }

        public Builder systemProperty(String key, String value) {
            return jvmOption("-D" + key + "=" + value);
        }

        /** Maximum heap, such as {@code 256m}; the JVM's own default when not set. */
        public Builder heap(String size) {
            return jvmOption("-Xmx" + size);
        }

        /** Any other option of the {@code java} command. */
        public Builder jvmOption(String option) {
            jvmOptions.add(option);
            return this;
        }

        /** An environment variable, over those of the caller. */
        public Builder environment(String key, String value) {
            environment.put(key, value);
            return this;
        }

        /** The working directory; the caller's when not set. */
        public Builder directory(Path path) {
            directory = path;
            return this;
        }

        /** Starts the process; returns before {@code main} has done anything. */
        public ChildJvm start() {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvmOptions);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            builder.directory(directory == null ? null : new File(directory.toString()));
            try {
                return new ChildJvm(mainClass, builder.start());
            } catch (IOException failed) {
                throw new UncheckedIOException("start a JVM for " + mainClass + ": " + failed.getMessage(), failed);
            }
        }
    }

    public static Builder of(Class<?> mainClass) {
        return new Builder(mainClass.getName());
    }

    /** For main classes not known at compile time. */
    public static Builder of(String mainClass) {
        return new Builder(mainClass);
    }

    private ChildJvm(String mainClass, Process process) {
        this.process = process;
        Warden.Duty duty = Warden.kill(process.pid());
        var unused = process.onExit().thenRun(duty::callOff);
        this.name = mainClass.substring(mainClass.lastIndexOf('.') + 1) + " (process " + process.pid() + ")";
        this.output = OutputLines.of(process, name);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The output so far, oldest line first. */
    public List<String> lines() {
        return output.lines();
    }

    /** The first line, printed already or yet to come, that contains the text. Fails when the process ends without it. */
    public String awaitLine(String text, Duration limit) {
        return awaitLine(line -> line.contains(text), "a line with '" + text + "'", limit);
    }

    /** As {@link #awaitLine(String, Duration)} with any condition; {@code what} names it in the error. */
    public String awaitLine(Predicate<String> condition, String what, Duration limit) {
        return output.await(condition, what, limit);
    }

    /** SIGKILL: the process gets no chance to do anything. Returns when it is gone. Works on suspended processes. */
    public void kill() {
        process.toHandle().destroyForcibly();
        awaitExit(KILL_LIMIT);
    }

    /** SIGTERM: shutdown hooks run. Returns at once; see {@link #awaitExit}. */
    public void terminate() {
        // Not Process.destroy(): it closes the output at once, and with it what shutdown hooks print.
        process.toHandle().destroy();
    }

    /** SIGSTOP: no thread of it runs until {@link #resume()}; its connections stay open. */
    public void suspend() {
        Signal.STOP.send(pid());
    }

    /** SIGCONT. */
    public void resume() {
        Signal.CONT.send(pid());
    }

    /** Waits for the process to end by itself and returns its exit code (128 + signal when a signal ended it). */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(name + " still runs after " + limit + "; " + output.tail());
            }
            output.awaitEnd(limit);
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name + " to end", interrupted);
        }
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return name;
    }
}
