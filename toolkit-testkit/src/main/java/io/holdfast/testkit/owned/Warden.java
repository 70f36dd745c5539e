package io.holdfast.testkit.owned;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Cleans up after this JVM when nothing inside it can: after SIGKILL, a crash or {@code Runtime.halt}.
 *
 * <p>A small shell process waits at the other end of a pipe. The system closes the pipe when this JVM is gone, however
 * that came about; the shell then kills the processes and deletes the folders it was told of, and ends. It works for
 * programs that know nothing of us (database servers) and for suspended children, which could not watch for
 * themselves. Linux and macOS. Thread: any.
 */
public final class Warden {

    private static Warden instance;

    private final OutputStream pipe;

    /** A thing to do when this JVM is gone, until it is called off. */
    public static final class Duty {

        private final String duty;
        private final AtomicBoolean standing = new AtomicBoolean(true);

        private Duty(String duty) {
            this.duty = duty;
        }

        /** Idempotent. Call it once the process has ended: its id may come round again. */
        public void callOff() {
            if (standing.compareAndSet(true, false)) {
                warden().tell("- " + duty);
            }
        }
    }

    public static Duty kill(long pid) {
        return assign("kill " + pid);
    }

    /** For servers that daemonise: kills the process whose id is the first line of a file, which may not exist yet. */
    public static Duty killByFile(Path pidFile) {
        return assign("kill-file " + pidFile);
    }

    /** As {@link #killByFile} with SIGQUIT, on which PostgreSQL stops at once with all its children. */
    public static Duty quitByFile(Path pidFile) {
        return assign("quit-file " + pidFile);
    }

    static Duty delete(Path folder) {
        return assign("delete " + folder);
    }

    private static Duty assign(String duty) {
        warden().tell("+ " + duty);
        return new Duty(duty);
    }

    private static synchronized Warden warden() {
        if (instance == null) {
            instance = new Warden();
        }
        return instance;
    }

    private Warden() {
        try (InputStream script = Warden.class.getResourceAsStream("warden.sh")) {
            String text = new String(script.readAllBytes(), UTF_8);
            pipe = new ProcessBuilder("sh", "-c", text, "holdfast-warden")
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .getOutputStream();
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "start the shell that cleans up after this JVM (needs sh): " + failed.getMessage(), failed);
        }
    }

    private synchronized void tell(String line) {
        try {
            pipe.write((line + "\n").getBytes(UTF_8));
            pipe.flush();
        } catch (IOException dead) {
            // Somebody ended the shell. Ordinary exits still clean up, and the next JVM deletes what this one leaves.
        }
    }
}
