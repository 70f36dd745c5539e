package io.holdfast.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bench.contender.Consumption;
import io.holdfast.bench.contender.Contenders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkloadTest {

    @ParameterizedTest
    @EnumSource(Contenders.class)
    void child_gets_what_the_parent_meant(Contenders contender) {
        Workload workload = new Workload(contender, new Consumption("localhost:1", "topic", "group", 256), 100_000, 2);
        assertThat(Workload.ofArguments(workload.toArguments())).isEqualTo(workload);
    }
}
