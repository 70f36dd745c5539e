package io.holdfast.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.dedup.memory.InMemoryStore;
import io.holdfast.names.MeterNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WindowNeedsTest {
    private static final DedupStore.Needs NEEDS =
            new DedupStore.Needs(Duration.ofHours(1), Duration.ofHours(2), Duration.ofDays(7));

    @Test
    void aWindowThatIsLongEnoughIsNotSpokenOf() {
        assertThat(NEEDS.warning(Duration.ofDays(8))).isEmpty();
        assertThat(NEEDS.warning(Duration.ofDays(7).plusHours(3))).isEmpty();
    }

    @Test
    void aWindowThatIsTooShortIsToldWithTheLeastThatWouldDo() {
        assertThat(NEEDS.warning(Duration.ofDays(7)).orElseThrow())
                .contains("PT168H")
                .contains("raise the window to PT171H");
    }

    @Test
    void theGaugeFollowsTheNeeds() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        AtomicReference<DedupStore.Needs> now = new AtomicReference<>(NEEDS);
        DedupStore store = new InMemoryStore(1, Duration.ofDays(8));
        DedupStore.Needs.gauge(meters, store, now::get);

        assertThat(slackHours(meters)).isEqualTo(21);
        now.set(new DedupStore.Needs(Duration.ofDays(2), Duration.ofHours(2), Duration.ofDays(7)));
        assertThat(slackHours(meters)).isEqualTo(-26);
    }

    private static double slackHours(SimpleMeterRegistry meters) {
        return meters.get(MeterNames.DEDUP_WINDOW_SLACK).timeGauge().value(TimeUnit.HOURS);
    }

    @Test
    void negativeNeedsAreAMistake() {
        assertThatThrownBy(() -> new DedupStore.Needs(Duration.ofSeconds(-1), Duration.ZERO, Duration.ZERO))
                .hasMessageContaining("lag");
    }
}
