package io.holdfast.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ChildJvmIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Prints what it was given, then exits with a code or waits to be ended. */
    static final class Child {
        public static void main(String[] args) throws InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook ran")));
            System.out.println("argument " + args[0]);
            System.out.println("property " + System.getProperty("word"));
            System.err.println("environment " + System.getenv("CHILD_WORD"));
            System.out.println("heap " + (Runtime.getRuntime().maxMemory() >> 20 <= 64 ? "small" : "large"));
            System.out.println("ready");
            if (args[0].startsWith("exit")) {
                System.exit(Integer.parseInt(args[0].substring(4)));
            }
            new CountDownLatch(1).await();
        }
    }

    @Test
    void settingsReachTheChildAndItsOutputAndExitCodeComeBack() {
        try (ChildJvm child = child("exit7")) {
            assertThat(child.awaitExit(LIMIT)).isEqualTo(7);
            assertThat(child.lines())
                    .contains("argument exit7", "property hi", "environment there", "heap small", "hook ran");
            assertThat(child.isAlive()).isFalse();
        }
    }

    @Test
    void terminateRunsShutdownHooksAndKillDoesNot() {
        try (ChildJvm terminated = child("wait");
                ChildJvm killed = child("wait")) {
            terminated.awaitLine("ready", LIMIT);
            terminated.terminate();
            assertThat(terminated.awaitExit(LIMIT)).isEqualTo(143);
            assertThat(terminated.lines()).contains("hook ran");

            killed.awaitLine("ready", LIMIT);
            killed.kill();
            assertThat(killed.awaitExit(LIMIT)).isEqualTo(137);
            assertThat(killed.lines()).doesNotContain("hook ran");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void suspendAndResume() throws IOException {
        try (ChildJvm child = child("wait")) {
            child.awaitLine("ready", LIMIT);
            child.suspend();
            assertThat(state(child)).isEqualTo('T');
            child.resume();
            assertThat(state(child)).isIn('S', 'R');
            child.suspend();
            child.kill();
            assertThat(child.isAlive()).isFalse();
        }
    }

    @Test
    void waitingForALineThatNeverComesSaysWhatTheChildPrinted() {
        try (ChildJvm child = child("exit0")) {
            assertThatThrownBy(() -> child.awaitLine("unicorn", LIMIT))
                    .hasMessageContaining("Child (process " + child.pid() + ") ended without a line with 'unicorn'")
                    .hasMessageContaining("argument exit0");
        }
        try (ChildJvm child = child("wait")) {
            child.awaitLine("ready", LIMIT);
            assertThatThrownBy(() -> child.awaitLine("unicorn", Duration.ofMillis(50)))
                    .hasMessageContaining("did not print a line with 'unicorn' in PT0.05S");
            assertThatThrownBy(() -> child.awaitExit(Duration.ofMillis(50))).hasMessageContaining("still runs");
        }
    }

    private static ChildJvm child(String argument) {
        return ChildJvm.of(Child.class)
                .heap("48m")
                .systemProperty("word", "hi")
                .environment("CHILD_WORD", "there")
                .args(argument)
                .start();
    }

    private static char state(ChildJvm child) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + child.pid() + "/stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }
}
