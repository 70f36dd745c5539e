package io.holdfast.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.redrive.dialect.DeadLetter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class KeySequencesTest {

    private static DeadLetter letter(long offset, String key, long rank) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("holdfast-reason", "r".getBytes(UTF_8))
                .add("holdfast-origin-topic", "t".getBytes(UTF_8))
                .add("holdfast-origin-partition", "0".getBytes(UTF_8))
                .add("holdfast-origin-offset", Long.toString(rank).getBytes(UTF_8));
        return DeadLetter.read(new ConsumerRecord<>(
                "d",
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                key.getBytes(UTF_8),
                null,
                headers,
                Optional.empty()));
    }

    private static KeySequences of(List<DeadLetter> letters) {
        KeySequences.Collector collector = new KeySequences.Collector();
        letters.forEach(collector::firstPass);
        letters.forEach(collector::secondPass);
        return collector.sequences();
    }

    @Test
    void whatIsInOrderPassesAtOnce() {
        List<DeadLetter> letters = List.of(letter(0, "a", 5), letter(1, "b", 3), letter(2, "a", 6));
        KeySequences sequences = of(letters);
        for (DeadLetter letter : letters) {
            assertThat(sequences.arrive(letter)).containsExactly(letter.record().offset());
            assertThat(sequences.lowestHeld(77)).isEqualTo(77);
        }
    }

    @Test
    void aLaterRecordWaitsForAnEarlierOne() {
        List<DeadLetter> letters = List.of(letter(0, "a", 9), letter(1, "b", 1), letter(2, "a", 4), letter(3, "a", 10));
        KeySequences sequences = of(letters);
        assertThat(sequences.arrive(letters.get(0))).isEmpty();
        assertThat(sequences.lowestHeld(1)).isZero();
        assertThat(sequences.arrive(letters.get(1))).containsExactly(1);
        assertThat(sequences.lowestHeld(2))
                .as("the offset must not pass what is held")
                .isZero();
        assertThat(sequences.arrive(letters.get(2))).containsExactly(2, 0);
        assertThat(sequences.lowestHeld(3)).isEqualTo(3);
        assertThat(sequences.arrive(letters.get(3))).containsExactly(3);
    }

    /** Any order in: every record out once, each key by rank, never before it has arrived. */
    @Test
    void anyOrderComesOutInOrder() {
        long seed = Long.getLong("holdfast.test.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            int size = 1 + random.nextInt(60);
            List<Long> ranks = new ArrayList<>();
            for (long i = 0; i < size; i++) ranks.add(random.nextInt(4) == 0 ? i / 2 : i);
            Collections.shuffle(ranks, random);
            List<DeadLetter> letters = new ArrayList<>();
            for (int i = 0; i < size; i++) letters.add(letter(i, "k" + random.nextInt(4), ranks.get(i)));
            KeySequences sequences = of(letters);
            Map<String, Long> last = new HashMap<>();
            Set<Long> out = new HashSet<>();
            for (DeadLetter letter : letters) {
                for (long offset : sequences.arrive(letter)) {
                    DeadLetter left = letters.get((int) offset);
                    assertThat(offset)
                            .as("seed %d", seed)
                            .isLessThanOrEqualTo(letter.record().offset());
                    assertThat(out.add(offset)).as("seed %d", seed).isTrue();
                    String key = new String(left.record().key(), UTF_8);
                    assertThat(left.rank()).as("seed %d", seed).isGreaterThanOrEqualTo(last.getOrDefault(key, -1L));
                    last.put(key, left.rank());
                }
                long frontier = sequences.lowestHeld(letter.record().offset() + 1);
                for (long below = 0; below < frontier; below++)
                    assertThat(out).as("seed %d", seed).contains(below);
            }
            assertThat(out).as("seed %d", seed).hasSize(size);
        }
    }

    @Test
    void theIndexSeesDisorderSpreadAndTheHottestKey() {
        KeyIndex index = new KeyIndex();
        for (int i = 0; i < 100_000; i++) assertThat(index.add(hash(i), i, 0)).isFalse();
        assertThat(index.size()).isEqualTo(100_000);
        assertThat(index.add(hash(7), 6, 0)).isTrue();
        assertThat(index.add(hash(7), 8, 1)).isFalse();
        assertThat(index.spread()).isEqualTo(1);
        assertThat(index.mostOfAKey()).isEqualTo(3);
        assertThat(index.add(0, 1, 0)).as("zero is a key like any other").isFalse();
        assertThat(index.add(0, 0, 0)).isTrue();
    }

    private static long hash(long number) {
        return number * 0x9e3779b97f4a7c15L;
    }
}
