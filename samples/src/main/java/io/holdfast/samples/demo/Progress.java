package io.holdfast.samples.demo;

import java.io.PrintStream;
import java.time.Duration;

/** What the user sees meanwhile: a bar that moves on a terminal, a line now and then elsewhere. */
final class Progress {
    private static final int WIDTH = 40;
    private static final long BETWEEN_LINES = Duration.ofSeconds(2).toNanos();
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private long nextLineAt = start;

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** An event. */
    void say(String event) {
        if (terminal) out.print(ERASE_LINE);
        out.printf("%5.1f s  %s%n", seconds(), event);
    }

    void shipped(long done, long total) {
        if (terminal) {
            int full = (int) (WIDTH * Math.min(done, total) / total);
            out.printf(
                    "%s%5.1f s  [%s%s] %,d of %,d orders shipped",
                    ERASE_LINE, seconds(), "#".repeat(full), ".".repeat(WIDTH - full), done, total);
            out.flush();
        } else if (System.nanoTime() - nextLineAt >= 0) {
            say("%,d of %,d orders shipped".formatted(done, total));
            nextLineAt = System.nanoTime() + BETWEEN_LINES;
        }
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
