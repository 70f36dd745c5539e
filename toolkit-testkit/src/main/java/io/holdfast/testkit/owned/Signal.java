package io.holdfast.testkit.owned;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;

/** Signals Java cannot send by itself, through the shell's own {@code kill}. */
public enum Signal {
    STOP,
    CONT,
    QUIT;

    /** Sends the signal; fails if there is no such process. */
    public void send(long pid) {
        try {
            int exit = new ProcessBuilder("sh", "-c", "kill -" + name() + " " + pid)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("signal " + name() + " to process " + pid + ": no such process");
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "signal " + name() + " to process " + pid + ": " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("signal " + name() + " to process " + pid + ": interrupted", interrupted);
        }
    }
}
