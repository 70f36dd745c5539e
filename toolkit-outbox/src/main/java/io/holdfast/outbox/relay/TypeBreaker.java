package io.holdfast.outbox.relay;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Aggregate types whose topic cannot be written to now: their rows are left where they are, others go on. Each type is
 * tried again after a delay that doubles up to a limit. Nothing is counted against the rows. Pure; times are
 * nanoseconds.
 */
final class TypeBreaker {
    private static final long FIRST = 500_000_000L;
    private static final long LONGEST = 15_000_000_000L;

    private record Block(long until, long delay, String reason) {}

    private final Map<String, Block> blocks = new HashMap<>();

    void block(String aggregateType, String reason, long now) {
        Block before = blocks.get(aggregateType);
        if (before != null && before.until - now > 0) return;
        long delay = before == null ? FIRST : Math.min(before.delay * 2, LONGEST);
        blocks.put(aggregateType, new Block(now + delay, delay, reason));
    }

    /** Types to leave out of a read now. */
    Set<String> blocked(long now) {
        if (blocks.isEmpty()) return Set.of();
        return blocks.entrySet().stream()
                .filter(e -> e.getValue().until - now > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean isBlocked(String aggregateType, long now) {
        if (blocks.isEmpty()) return false;
        Block block = blocks.get(aggregateType);
        return block != null && block.until - now > 0;
    }

    /** A record of the type was taken. */
    void clear(String aggregateType) {
        if (!blocks.isEmpty()) blocks.remove(aggregateType);
    }

    /** Why, by type, whether or not it is being tried again right now. */
    Map<String, String> reasons() {
        Map<String, String> reasons = new HashMap<>();
        blocks.forEach((type, block) -> reasons.put(type, block.reason));
        return reasons;
    }

    /** When the first of them is tried again, or {@link Long#MAX_VALUE}. */
    long nextAt(long now) {
        long next = Long.MAX_VALUE;
        for (Block block : blocks.values())
            if (block.until - now > 0) next = next == Long.MAX_VALUE ? block.until : Math.min(next, block.until);
        return next;
    }
}
