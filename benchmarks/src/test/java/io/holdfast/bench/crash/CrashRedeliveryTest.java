package io.holdfast.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CrashRedeliveryTest {

    @Test
    void kills_spread_evenly_over_a_commit_interval() {
        assertThat(IntStream.rangeClosed(1, 5).mapToObj(CrashRedelivery::spread))
                .containsExactly(0.0, 0.5, 0.25, 0.75, 0.125);
    }
}
