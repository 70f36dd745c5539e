package io.holdfast.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinishedMapTest {

    @TempDir
    private Path folder;

    @Test
    void second_life_sees_what_the_first_has_finished() throws Exception {
        Path file = folder.resolve("map");
        FinishedMap first = FinishedMap.open(file, 100);
        LongStream.of(1, 2, 50, 99).forEach(first::finish);
        assertThat(FinishedMap.open(file, 100).offsets().stream()).containsExactly(1, 2, 50, 99);
    }

    @Test
    void offset_is_finished_for_the_first_time_once() throws Exception {
        FinishedMap map = FinishedMap.open(folder.resolve("map"), 10);
        assertThat(map.finish(3)).isTrue();
        assertThat(map.finish(3)).isFalse();
        assertThat(map.offsets().cardinality()).isEqualTo(1);
    }
}
