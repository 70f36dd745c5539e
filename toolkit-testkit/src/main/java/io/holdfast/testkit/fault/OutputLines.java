package io.holdfast.testkit.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The newest lines a process has printed. One thread of its own reads them, so the process never blocks on output. */
final class OutputLines {

    private static final int KEPT = 10_000;
    private static final int TAIL = 30;

    private final String name;
    private final Deque<String> lines = new ArrayDeque<>();
    private boolean ended;

    static OutputLines of(Process process, String name) {
        OutputLines output = new OutputLines(name);
        Threads.daemon("holdfast-output-" + process.pid(), () -> output.read(process));
        return output;
    }

    private OutputLines(String name) {
        this.name = name;
    }

    private void read(Process process) {
        try (BufferedReader reader = process.inputReader(UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
            }
        } catch (IOException killed) {
            // The stream closes under the reader when the process is killed: the same end.
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        if (lines.size() == KEPT) {
            lines.removeFirst();
        }
        lines.addLast(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    synchronized String tail() {
        List<String> all = lines();
        return "its last lines:\n  " + String.join("\n  ", all.subList(Math.max(0, all.size() - TAIL), all.size()));
    }

    synchronized String await(Predicate<String> condition, String what, Duration limit) {
        awaitUntil(() -> ended || lines.stream().anyMatch(condition), limit);
        return lines.stream()
                .filter(condition)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        ended
                                ? name + " ended without " + what + "; " + tail()
                                : name + " did not print " + what + " in " + limit + "; " + tail()));
    }

    /** So that what a process printed last is there once its exit is known; grandchildren may hold the stream open. */
    synchronized void awaitEnd(Duration limit) {
        awaitUntil(() -> ended, limit);
    }

    private void awaitUntil(BooleanSupplier settled, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        long left = limit.toMillis();
        while (!settled.getAsBoolean() && left > 0) {
            try {
                wait(left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for output of " + name, interrupted);
            }
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
    }
}
