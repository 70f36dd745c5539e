package io.holdfast.dedup.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dedup.MessageId;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MarkIndexTest {
    private static final Duration WINDOW = Duration.ofHours(8);

    @Test
    void aMarkIsKeptForTheWindowAndAnEighthMoreAtMost() {
        Random random = new Random(3);
        for (int i = 0; i < 1000; i++) {
            MarkIndex index = new MarkIndex(WINDOW);
            IdHash id = new IdHash(random.nextLong(), random.nextLong());
            long markedAt = random.nextLong(4_000_000_000_000L);
            index.add(id, markedAt);

            index.expire(markedAt + WINDOW.toMillis() - 1);
            assertThat(index.contains(id)).as("marked at %d", markedAt).isTrue();
            index.expire(markedAt + WINDOW.toMillis() * 9 / 8);
            assertThat(index.contains(id)).as("marked at %d", markedAt).isFalse();
            assertThat(index.bytes()).isZero();
        }
    }

    @Test
    void aClockSetBackOrForwardLosesNothingWithinTheWindow() {
        MarkIndex index = new MarkIndex(WINDOW);
        long now = 4_000_000_000_000L;
        IdHash id = IdHash.of(MessageId.of("a").orElseThrow());
        index.add(id, now + Duration.ofDays(1).toMillis());
        index.expire(now);
        assertThat(index.contains(id)).isTrue();
        index.add(new IdHash(1, 1), now);
        assertThat(index.size()).isEqualTo(2);
    }

    @Test
    void aHashSurvivesTheLog() {
        IdHash id = IdHash.of(MessageId.of("a").orElseThrow());
        assertThat(IdHash.read(id.bytes())).isEqualTo(id);
        assertThat(id).isNotEqualTo(IdHash.of(MessageId.of("b").orElseThrow()));
    }
}
