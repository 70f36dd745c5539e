package io.holdfast.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bench.row.Measure;
import io.holdfast.bench.row.Sample;
import io.holdfast.testkit.fault.ChildJvm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArmJvmTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void sample_is_found_among_other_output() {
        try (ChildJvm child = ArmJvm.start(Measures.class, List.of("42"))) {
            assertThat(ArmJvm.sample(child, LONG)).isEqualTo(Sample.of(Measure.RATE, 42));
        }
    }

    @Test
    void child_that_ends_without_a_sample_is_told_with_what_it_said() {
        try (ChildJvm child = ArmJvm.start(Fails.class, List.of())) {
            assertThatThrownBy(() -> ArmJvm.sample(child, LONG))
                    .hasMessageContaining("ended without a sample")
                    .hasMessageContaining("only 7 of 9 records handled");
        }
    }

    static final class Measures {
        public static void main(String[] arguments) {
            System.out.println("some library's banner");
            System.out.println(Sample.of(Measure.RATE, Double.parseDouble(arguments[0])));
        }
    }

    static final class Fails {
        public static void main(String[] arguments) {
            if (arguments.length == 0) throw new IllegalStateException("only 7 of 9 records handled");
        }
    }
}
