package io.holdfast.testkit.owned;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A temporary folder that belongs to this JVM and goes with it.
 *
 * <p>The {@link Warden} deletes it if this JVM dies without a chance to clean up. Should the warden die too: the name
 * carries the owner's process id and start time, and the next JVM deletes folders of dead owners with its first one. Thread: any.
 */
public final class OwnedFolder implements AutoCloseable {

    private final Path path;
    private final Warden.Duty deletion;

    /** A new empty folder below {@code java.io.tmpdir}; {@code kind} is a word for the human who lists them. */
    public static OwnedFolder create(String kind) {
        Owner.reapOnce();
        try {
            return new OwnedFolder(Files.createTempDirectory(Owner.THIS_JVM.folderPrefix(kind)));
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "create a temporary folder for " + kind + " in " + Owner.TEMP + ": " + failed.getMessage(), failed);
        }
    }

    private OwnedFolder(Path path) {
        this.path = path;
        this.deletion = Warden.delete(path);
    }

    public Path path() {
        return path;
    }

    /** Deletes the folder with all it holds. Idempotent; stop what writes into it first. */
    @Override
    public void close() {
        delete(path);
        deletion.callOff();
    }

    static void delete(Path root) {
        try {
            Files.walkFileTree(root, new Deletion());
        } catch (NoSuchFileException gone) {
            // What we wanted.
        } catch (IOException failed) {
            throw new UncheckedIOException("delete " + root + ": " + failed, failed);
        }
    }

    /** Servers on their way out may still delete files of their own: what vanishes meanwhile is no failure. */
    private static final class Deletion extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
            if (failure != null && !(failure instanceof NoSuchFileException)) {
                throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
