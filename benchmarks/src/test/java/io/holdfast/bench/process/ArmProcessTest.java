package io.holdfast.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.bench.row.Measure;
import io.holdfast.bench.row.Sample;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ArmProcessTest {

    private static final Duration LONG = Duration.ofSeconds(40);
    private static final String PID = "pid ";

    @Test
    void sample_is_found_among_other_output() throws Exception {
        try (ArmProcess child = ArmProcess.start(Measures.class, List.of("42"))) {
            assertThat(child.sample(LONG)).isEqualTo(Sample.of(Measure.RATE, 42));
        }
    }

    @Test
    void child_that_ends_without_a_sample_is_told_with_its_exit_code() throws Exception {
        try (ArmProcess child = ArmProcess.start(Ends.class, List.of("7"))) {
            assertThatThrownBy(() -> child.sample(LONG)).hasMessageContaining("arm ended early, exit code 7");
        }
    }

    @Test
    void child_that_says_nothing_is_given_up() throws Exception {
        try (ArmProcess child = ArmProcess.start(Stays.class, List.of())) {
            assertThatThrownBy(() -> child.sample(Duration.ofMillis(1)))
                    .hasMessageContaining("arm said nothing it should within PT0.001S");
        }
    }

    @Test
    void closing_leaves_no_process() throws Exception {
        long pid;
        try (ArmProcess child = ArmProcess.start(Stays.class, List.of())) {
            pid = pid(child);
            assertThat(ProcessHandle.of(pid)).isPresent();
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    @Test
    void child_dies_with_a_parent_that_had_no_time_to_close_it() throws Exception {
        long grandchild;
        try (ArmProcess parent = ArmProcess.start(Starts.class, List.of())) {
            grandchild = pid(parent);
            assertThat(ProcessHandle.of(grandchild)).isPresent();
            parent.kill();
        }
        await().atMost(LONG).until(() -> ProcessHandle.of(grandchild)
                .filter(ProcessHandle::isAlive)
                .isEmpty());
    }

    private static long pid(ArmProcess process) throws InterruptedException {
        String line = process.line(one -> one.startsWith(PID), LONG);
        return Long.parseLong(line.substring(PID.length()));
    }

    static final class Measures {
        public static void main(String[] arguments) {
            ArmProcess.dieWithParent();
            System.out.println("some library's banner");
            System.out.println(Sample.of(Measure.RATE, Double.parseDouble(arguments[0])));
        }
    }

    static final class Ends {
        public static void main(String[] arguments) {
            ArmProcess.dieWithParent();
            System.exit(Integer.parseInt(arguments[0]));
        }
    }

    static final class Stays {
        public static void main(String[] arguments) throws Exception {
            ArmProcess.dieWithParent();
            System.out.println(PID + ProcessHandle.current().pid());
            new CountDownLatch(1).await();
        }
    }

    static final class Starts {
        public static void main(String[] arguments) throws Exception {
            ArmProcess.dieWithParent();
            try (ArmProcess child = ArmProcess.start(Stays.class, List.of())) {
                System.out.println(PID + pid(child));
                new CountDownLatch(1).await();
            }
        }
    }
}
