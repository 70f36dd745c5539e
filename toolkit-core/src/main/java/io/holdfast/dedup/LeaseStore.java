package io.holdfast.dedup;

import static java.util.Objects.requireNonNull;

import io.holdfast.handler.Delivery;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Marks beside the effect, guarded by leases: {@code NEW → IN_PROGRESS(token, expiry) → DONE}, and back to {@code NEW}
 * on release. Expiry is by the store's clock, never the caller's.
 *
 * <p>All methods do their work for all ids in one round trip, or as few as the store allows, and do no harm when they
 * are repeated with the same token because an answer was lost. Thread: any, concurrently. Every failure is a {@link DedupStoreException}, after which nothing is known
 * about the ids of the call.
 */
public non-sealed interface LeaseStore extends DedupStore {

    /**
     * Takes a lease of length {@code lease} on every id that is new, or whose lease has expired, or that {@code token}
     * holds already.
     *
     * @return an answer for each of {@code ids}
     */
    Map<MessageId, Claim> claim(UUID token, Set<MessageId> ids, Duration lease);

    /**
     * Makes {@code DONE} of the ids whose lease {@code token} still holds, expired or not; durable when this returns.
     *
     * @return the ids whose lease was lost: another has taken over, or the store has forgotten. Empty when all is well.
     */
    Set<MessageId> complete(UUID token, Set<MessageId> ids);

    /** Makes {@code NEW} of the ids whose lease {@code token} holds; leaves all others as they are. */
    void release(UUID token, Set<MessageId> ids);

    /** What a store answers for one id. */
    sealed interface Claim {
        /** The lease is yours: do the effect, then complete or release. */
        Claim FIRST = new First();

        /** The effect is durable. */
        Claim DUPLICATE = new Duplicate();

        /** Another holds the lease for {@code remaining} more, by the store's clock; it may finish sooner, or fail. */
        static Claim busy(Duration remaining) {
            return new Busy(remaining);
        }

        record First() implements Claim {}

        record Duplicate() implements Claim {}

        record Busy(Duration remaining) implements Claim {
            public Busy {
                requireNonNull(remaining, "remaining");
                if (remaining.isNegative()) remaining = Duration.ZERO;
            }
        }
    }

    /** Stores of which each serves some partitions only. Must answer the same store for every delivery of a message. */
    @FunctionalInterface
    interface Partitioned {
        /**
         * The store for the record's partition.
         *
         * @throws DedupStoreException when that partition is not served here, or not yet
         */
        LeaseStore storeFor(Delivery<?, ?> delivery);
    }
}
