package io.holdfast.redrive.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.handler.Delivery.Origin;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LedgerEntryTest {

    private static final Origin DEAD = new Origin("a-b.dlq", 3, 1L << 40);

    @Test
    void everyStateSurvivesTheRoundTrip() {
        for (RecordState state : RecordState.values()) {
            LedgerEntry entry = new LedgerEntry(DEAD, "id", state, "rd-1", 17, "orders");
            assertThat(LedgerEntry.read(entry.key(), entry.value())).contains(entry);
        }
    }

    @Test
    void theKeyIsTopicPartitionOffset() {
        LedgerEntry entry = new LedgerEntry(DEAD, "id", RecordState.NEW, "rd-1", 17, "");
        assertThat(new String(entry.key(), UTF_8)).isEqualTo("a-b.dlq-3@1099511627776");
        assertThat(LedgerEntry.parseKey("a-b.dlq-3@1099511627776")).contains(DEAD);
        for (String bad : new String[] {"", "@", "a-@", "a-1@", "-1@2", "a-x@1", "a-1@-2", "a-9999999999@1"}) {
            assertThat(LedgerEntry.parseKey(bad)).as(bad).isEmpty();
        }
    }

    @Test
    void anyBytesGiveAnEntryOrNothing() {
        long seed = Long.getLong("holdfast.test.seed", System.nanoTime());
        Random random = new Random(seed);
        LedgerEntry entry = new LedgerEntry(DEAD, "id", RecordState.PARKED, "rd-1", 17, "orders");
        for (int round = 0; round < 50_000; round++) {
            byte[] key = entry.key();
            byte[] value = Arrays.copyOf(entry.value(), random.nextInt(entry.value().length + 4));
            if (value.length > 0) value[random.nextInt(value.length)] = (byte) random.nextInt();
            if (random.nextBoolean()) key[random.nextInt(key.length)] = (byte) random.nextInt();
            assertThat(LedgerEntry.read(key, value))
                    .as("-Dholdfast.test.seed=%d", seed)
                    .isNotNull();
        }
        assertThat(LedgerEntry.read(null, entry.value())).isEmpty();
        assertThat(LedgerEntry.read(entry.key(), null)).isEmpty();
    }

    @Test
    void aViewKnowsWhoseAStateIs() {
        LedgerView view = new LedgerView(100, 110);
        view.put(100, RecordState.REDRIVEN, true);
        view.put(109, RecordState.DISCARDED, false);
        view.put(110, RecordState.DISCARDED, true);
        view.put(99, RecordState.DISCARDED, true);
        assertThat(view.state(100)).isEqualTo(RecordState.REDRIVEN);
        assertThat(view.mine(100)).isTrue();
        assertThat(view.mine(109)).isFalse();
        assertThat(view.state(110)).isEqualTo(RecordState.NEW);
        assertThat(view.mine(RecordState.REDRIVEN)).isEqualTo(1);
        assertThat(view.mine(RecordState.DISCARDED)).isZero();
        assertThat(view.count(RecordState.DISCARDED)).isEqualTo(1);
        assertThat(view.count(RecordState.NEW)).isEqualTo(8);
    }
}
