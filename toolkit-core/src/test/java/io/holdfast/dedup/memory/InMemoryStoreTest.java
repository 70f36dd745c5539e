package io.holdfast.dedup.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.dedup.LeaseStore;
import io.holdfast.dedup.LeaseStore.Claim;
import io.holdfast.dedup.LeaseStoreContractTest;
import io.holdfast.dedup.MessageId;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InMemoryStoreTest extends LeaseStoreContractTest {
    private long now = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();
    private final InMemoryStore store = new InMemoryStore(2_000_000, WINDOW, () -> now);

    @Override
    protected LeaseStore store() {
        return store;
    }

    @Override
    protected boolean restart() {
        return false;
    }

    @Override
    protected void passTime(Duration time) {
        now += time.toNanos();
    }

    /** A monotonic clock is not set; one that starts elsewhere is as near as it gets. */
    @Override
    protected void jumpClock(Duration by) {
        now += by.toNanos();
    }

    @Test
    void theOldestMarkGoesWhenItIsFull() {
        InMemoryStore small = new InMemoryStore(2, WINDOW, () -> now);
        UUID token = UUID.randomUUID();
        for (String text : new String[] {"a", "b", "c"}) {
            MessageId id = id(text);
            small.claim(token, Set.of(id), WINDOW);
            small.complete(token, Set.of(id));
        }

        assertThat(small.evictedEarly()).isEqualTo(1);
        assertThat(small.claim(token, Set.of(id("c")), WINDOW)).containsValue(Claim.DUPLICATE);
        assertThat(small.claim(token, Set.of(id("b")), WINDOW)).containsValue(Claim.DUPLICATE);
        assertThat(small.claim(token, Set.of(id("a")), WINDOW)).containsValue(Claim.FIRST);
    }

    @Test
    void aLeaseIsNotEvicted() {
        InMemoryStore small = new InMemoryStore(1, WINDOW, () -> now);
        UUID token = UUID.randomUUID();
        small.claim(token, Set.of(id("a"), id("b"), id("c")), WINDOW);

        assertThat(small.complete(token, Set.of(id("a"), id("b"), id("c")))).isEmpty();
        assertThat(small.evictedEarly()).isEqualTo(2);
    }

    @Test
    void boundsAreChecked() {
        assertThatThrownBy(() -> new InMemoryStore(0, WINDOW))
                .hasMessageContaining("capacity")
                .hasMessageContaining("0");
        assertThatThrownBy(() -> new InMemoryStore(1, Duration.ZERO)).hasMessageContaining("window");
    }
}
