package io.holdfast.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void sending_stops_a_delivery_timeout_and_a_margin_before_the_lease_ends() {
        Lease lease = Lease.from(0, 10 * SECOND, 5 * SECOND);
        long last = 5 * SECOND - Lease.MARGIN_NANOS;
        assertThat(lease.maySend(last - 1)).isTrue();
        assertThat(lease.maySend(last)).isFalse();
        assertThat(lease.expired(10 * SECOND - 1)).isFalse();
        assertThat(lease.expired(10 * SECOND)).isTrue();
    }

    @Test
    void it_survives_the_clock_wrapping_round() {
        long start = Long.MAX_VALUE - SECOND;
        Lease lease = Lease.from(start, 10 * SECOND, 5 * SECOND);
        assertThat(lease.maySend(start + 2 * SECOND)).isTrue();
        assertThat(lease.expired(start + 2 * SECOND)).isFalse();
        assertThat(lease.expired(start + 11 * SECOND)).isTrue();
    }
}
