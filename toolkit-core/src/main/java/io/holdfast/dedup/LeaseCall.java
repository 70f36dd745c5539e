package io.holdfast.dedup;

import io.holdfast.dedup.LeaseStore.Claim;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call's conversation with the stores of its records, under one token. Whatever a store fails to take is left with
 * {@link Unsettled}. One thread.
 */
final class LeaseCall {
    private static final Logger log = LoggerFactory.getLogger(LeaseCall.class);

    private final UUID token = UUID.randomUUID();
    private final Map<MessageId, LeaseStore> storeOf;
    private final Unsettled unsettled;
    private final DedupOptions options;
    private final DedupMeters meters;
    private final long startedAt;
    private final Map<MessageId, Claim> claims = new HashMap<>();
    private Set<MessageId> effectDoneBefore = Set.of();

    LeaseCall(Map<MessageId, LeaseStore> storeOf, Unsettled unsettled, DedupOptions options, DedupMeters meters) {
        this.storeOf = storeOf;
        this.unsettled = unsettled;
        this.options = options;
        this.meters = meters;
        this.startedAt = options.nanoTime().getAsLong();
    }

    /** Before the claim was sent, so that a lease is never thought to be younger than the store knows. */
    long startedAt() {
        return startedAt;
    }

    void claim() {
        effectDoneBefore = unsettled.settle(storeOf.keySet());
        Set<MessageId> ids = storeOf.keySet();
        if (!effectDoneBefore.isEmpty()) {
            ids = new LinkedHashSet<>(ids);
            ids.removeAll(effectDoneBefore);
        }
        Map<LeaseStore, Set<MessageId>> groups = byStore(ids);
        try {
            groups.forEach((store, group) ->
                    claims.putAll(meters.claim.record(() -> store.claim(token, group, options.lease()))));
        } catch (RuntimeException e) {
            groups.forEach((store, group) -> unsettled.notReleased(store, token, group));
            throw e;
        }
    }

    /** Ids whose effect was done in a former call that could not mark them; they are marked now. */
    boolean effectDoneBefore(MessageId id) {
        return effectDoneBefore.contains(id);
    }

    Set<MessageId> firsts() {
        Set<MessageId> firsts = new LinkedHashSet<>();
        for (MessageId id : storeOf.keySet()) if (claims.get(id) instanceof Claim.First) firsts.add(id);
        return firsts;
    }

    /** How long another's lease on {@code id} lasts; null if none. An id on which the store gave no answer is busy. */
    Duration busy(MessageId id) {
        if (effectDoneBefore.contains(id)) return null;
        Claim claim = claims.get(id);
        if (claim == null) return Duration.ofSeconds(1);
        return claim instanceof Claim.Busy busy ? busy.remaining() : null;
    }

    /** The ids whose lease was lost; on failure all of {@code ids} are left to be completed later. */
    Set<MessageId> complete(Set<MessageId> ids) {
        Map<LeaseStore, Set<MessageId>> groups = byStore(ids);
        Set<MessageId> lost = new HashSet<>();
        try {
            groups.forEach((store, group) -> lost.addAll(meters.complete.record(() -> store.complete(token, group))));
            return lost;
        } catch (RuntimeException e) {
            groups.forEach((store, group) -> unsettled.notCompleted(store, token, group));
            throw e;
        }
    }

    /** Never throws what a store throws: the leases run out by themselves, or are released on the next call. */
    void release(Set<MessageId> ids) {
        if (ids.isEmpty()) return;
        byStore(ids).forEach((store, group) -> {
            try {
                meters.release.record(() -> store.release(token, group));
            } catch (RuntimeException e) {
                log.debug("{} leases not released, will try again", group.size(), e);
                unsettled.notReleased(store, token, group);
            }
        });
    }

    private Map<LeaseStore, Set<MessageId>> byStore(Collection<MessageId> ids) {
        Map<LeaseStore, Set<MessageId>> groups = new LinkedHashMap<>();
        for (MessageId id : ids)
            groups.computeIfAbsent(storeOf.get(id), store -> new LinkedHashSet<>())
                    .add(id);
        return groups;
    }
}
