package io.holdfast.testkit.owned;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The JVM a folder belongs to: process ids come round again, an id with a start time does not. */
record Owner(long pid, long startMillis) {

    static final Path TEMP = Path.of(System.getProperty("java.io.tmpdir"));
    static final Owner THIS_JVM = of(ProcessHandle.current());

    private static final Pattern FOLDER_NAME = Pattern.compile("holdfast-\\w+-(\\d+)-(\\d+)-.*");
    /** The system derives start times from boot time and ticks, and two JVMs may round differently. */
    private static final Duration ROUNDING = Duration.ofSeconds(3);

    private static final AtomicBoolean REAPED = new AtomicBoolean();

    /** Deletes what dead JVMs left, once in this JVM. */
    static void reapOnce() {
        if (REAPED.compareAndSet(false, true)) {
            reap(TEMP);
        }
    }

    String folderPrefix(String kind) {
        return "holdfast-" + kind + "-" + pid + "-" + startMillis + "-";
    }

    static Optional<Owner> ofFolder(String folderName) {
        Matcher matcher = FOLDER_NAME.matcher(folderName);
        return matcher.matches()
                ? Optional.of(new Owner(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(Owner::of)
                .filter(now -> Math.abs(now.startMillis - startMillis) <= ROUNDING.toMillis())
                .isPresent();
    }

    static void reap(Path temp) {
        try (Stream<Path> entries = Files.list(temp)) {
            entries.filter(Owner::isOfDeadOwner).toList().forEach(Owner::deleteQuietly);
        } catch (IOException failed) {
            throw new UncheckedIOException("list " + temp + ": " + failed.getMessage(), failed);
        }
    }

    private static boolean isOfDeadOwner(Path entry) {
        return ofFolder(entry.getFileName().toString())
                .filter(owner -> !owner.isAlive())
                .isPresent();
    }

    /** Another JVM may be reaping the same folder, and one of another user is not ours to delete. */
    private static void deleteQuietly(Path folder) {
        try {
            OwnedFolder.delete(folder);
        } catch (UncheckedIOException left) {
            // The next JVM tries again.
        }
    }

    private static Owner of(ProcessHandle process) {
        return new Owner(
                process.pid(),
                process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli());
    }
}
