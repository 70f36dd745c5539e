package io.holdfast.outbox.relay;

/**
 * How long a relay may act as the owner of its shards, by its own monotonic clock.
 *
 * <p>The database counts the lease from the moment it runs the heartbeat, this class from the moment before the
 * heartbeat was asked for, so this end is never the later one. A record sent now can land as late as the delivery
 * timeout from now; sending stops early enough that this is still within the lease. Immutable; times are nanoseconds
 * of {@link System#nanoTime}.
 */
final class Lease {
    /** For the steps between the decision to send and the producer's own clock. */
    static final long MARGIN_NANOS = 250_000_000L;

    private final long expiresAt;
    private final long deliveryNanos;

    private Lease(long expiresAt, long deliveryNanos) {
        this.expiresAt = expiresAt;
        this.deliveryNanos = deliveryNanos;
    }

    /**
     * A lease asked for at {@code askedAt}.
     *
     * @param deliveryNanos how long after it was sent a record may still land
     */
    static Lease from(long askedAt, long leaseNanos, long deliveryNanos) {
        return new Lease(askedAt + leaseNanos, deliveryNanos);
    }

    boolean maySend(long now) {
        return now + deliveryNanos + MARGIN_NANOS - expiresAt < 0;
    }

    boolean expired(long now) {
        return now - expiresAt >= 0;
    }

    long expiresAt() {
        return expiresAt;
    }
}
