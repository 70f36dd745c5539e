package io.holdfast.testkit.owned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.testkit.KafkaProcesses;
import io.holdfast.testkit.fault.ChildJvm;
import io.holdfast.testkit.store.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever way a JVM ends, nothing it started runs on and nothing it wrote stays. */
class WardenIT {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration CLEANUP = Duration.ofSeconds(30);

    /** Owns a running broker process, a suspended one and a PostgreSQL, then ends as told. */
    static final class Servers {
        public static void main(String[] args) throws InterruptedException {
            KafkaProcesses running = KafkaProcesses.startOne();
            KafkaProcesses suspended = KafkaProcesses.startOne();
            Postgres.start();
            suspended.suspend(1);
            System.out.println("process " + running.process(1).pid());
            System.out.println("process " + suspended.process(1).pid());
            System.out.println("ready");
            if (args[0].equals("halt")) {
                Runtime.getRuntime().halt(3);
            }
            new CountDownLatch(1).await();
        }
    }

    /** Owns a folder and a child that would wait for ever. */
    static final class FolderAndChild {
        public static void main(String[] args) throws InterruptedException {
            OwnedFolder.create("orphan");
            System.out.println("process " + ChildJvm.of(Sleeper.class).start().pid());
            System.out.println("ready");
            new CountDownLatch(1).await();
        }
    }

    static final class Sleeper {
        public static void main(String[] args) throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIGKILL", "SIGTERM", "halt"})
    void nothingIsLeft(String end) throws IOException {
        try (ChildJvm parent = ChildJvm.of(Servers.class).args(end).start()) {
            parent.awaitLine("ready", START);
            List<Long> processes = new ArrayList<>(started(parent));
            if (!end.equals("halt")) {
                processes.add(postmaster(parent));
                assertThat(foldersOf(parent)).hasSize(3);
                assertThat(processes).hasSize(3).allMatch(WardenIT::isAlive);
            }
            if (end.equals("SIGKILL")) {
                parent.kill();
            } else if (end.equals("SIGTERM")) {
                parent.terminate();
            }
            parent.awaitExit(CLEANUP);
            await().atMost(CLEANUP).until(() -> processes.stream().noneMatch(WardenIT::isAlive));
            await().atMost(CLEANUP).until(() -> foldersOf(parent).isEmpty());
        }
    }

    /** The same check with the warden gone must find orphans, or it proves nothing; the next JVM deletes the folder. */
    @Test
    void withoutTheWardenThereAreOrphansUntilTheNextJvm() throws IOException {
        ChildJvm parent = ChildJvm.of(FolderAndChild.class).start();
        parent.awaitLine("ready", START);
        long orphan = started(parent).get(0);
        ProcessHandle.of(parent.pid())
                .orElseThrow()
                .children()
                .filter(child -> child.pid() != orphan)
                .forEach(WardenIT::end);
        parent.kill();
        assertThat(isAlive(orphan)).isTrue();
        assertThat(foldersOf(parent)).hasSize(1);
        end(ProcessHandle.of(orphan).orElseThrow());

        try (ChildJvm next = ChildJvm.of(FolderAndChild.class).start()) {
            next.awaitLine("ready", START);
            assertThat(foldersOf(parent)).isEmpty();
            assertThat(foldersOf(next)).hasSize(1);
        }
    }

    private static void end(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static List<Long> started(ChildJvm parent) {
        return parent.lines().stream()
                .filter(line -> line.startsWith("process "))
                .map(line -> Long.valueOf(line.substring("process ".length())))
                .toList();
    }

    private static long postmaster(ChildJvm parent) throws IOException {
        Path folder = foldersOf(parent).stream()
                .filter(path -> path.getFileName().toString().startsWith("holdfast-postgres-"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(
                Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0));
    }

    private static List<Path> foldersOf(ChildJvm parent) throws IOException {
        try (Stream<Path> entries = Files.list(Owner.TEMP)) {
            return entries.filter(path -> Owner.ofFolder(path.getFileName().toString())
                            .filter(owner -> owner.pid() == parent.pid())
                            .isPresent())
                    .toList();
        }
    }
}
