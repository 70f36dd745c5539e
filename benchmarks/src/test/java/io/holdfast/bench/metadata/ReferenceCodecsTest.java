package io.holdfast.bench.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A codec that loses offsets would be small and prove nothing: each is read back here. */
class ReferenceCodecsTest {

    @ParameterizedTest
    @CsvSource({"2, 100", "1000, 2", "100000, 100", "200000, 1000000"})
    void run_lengths_read_back(int length, int every) {
        Window window = Window.random(77, length, every, 1);
        assertThat(unfinishedByRuns(ReferenceCodecs.runLengths(window), window.base()))
                .isEqualTo(window.unfinished());
    }

    @ParameterizedTest
    @CsvSource({"2, 100", "1000, 2", "100000, 100", "200000, 1000000"})
    void zlib_bit_set_reads_back(int length, int every) throws Exception {
        Window window = Window.random(77, length, every, 1);
        assertThat(unfinishedByBits(ReferenceCodecs.zlibBitSet(window), window)).isEqualTo(window.unfinished());
    }

    @Test
    void parallel_consumer_takes_no_more_than_the_formats_it_chooses_from() throws Exception {
        Window window = Window.random(77, 100_000, 100, 1);
        assertThat(new ParallelConsumerCodec().encode(window).length)
                .isLessThanOrEqualTo(ReferenceCodecs.runLengths(window).length);
    }

    @Test
    void window_must_begin_unfinished_and_end_finished() {
        SortedSet<Long> last = new TreeSet<>(List.of(5L, 14L));
        assertThatThrownBy(() -> new Window(5, 10, last)).hasMessageContaining("last offset of a window");
        SortedSet<Long> second = new TreeSet<>(List.of(6L));
        assertThatThrownBy(() -> new Window(5, 10, second)).hasMessageContaining("base 5");
    }

    private static SortedSet<Long> unfinishedByRuns(byte[] bytes, long base) {
        SortedSet<Long> unfinished = new TreeSet<>();
        ByteBuffer runs = ByteBuffer.wrap(bytes).position(1);
        long offset = base;
        for (boolean is = true; runs.hasRemaining(); is = !is) {
            for (int run = Short.toUnsignedInt(runs.getShort()); run > 0; run--, offset++) {
                if (is) unfinished.add(offset);
            }
        }
        return unfinished;
    }

    private static SortedSet<Long> unfinishedByBits(byte[] bytes, Window window) throws Exception {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes, 1, bytes.length - 1);
        BitSet finished = BitSet.valueOf(new InflaterInputStream(in).readAllBytes());
        SortedSet<Long> unfinished = new TreeSet<>();
        for (int bit = finished.nextClearBit(0); bit < window.length(); bit = finished.nextClearBit(bit + 1)) {
            unfinished.add(window.base() + bit);
        }
        return unfinished;
    }
}
