package io.holdfast.outbox.relay;

import java.util.Map;
import java.util.Set;

/**
 * Proves that nothing more can appear below the seqs seen so far.
 *
 * <p>A transaction holds the table's write lock before it draws a seq and until it ends. So: note the tails, then ask
 * who holds the lock. Every seq at or below a tail was drawn before the tail's row could be read, by a transaction that
 * has either ended or is among the holders. When all of those have gone, nothing is left that could insert there.
 * Later holders draw higher seqs and do not matter. Asking in the other order would prove nothing.
 */
final class FloorProof {
    private Map<Integer, Long> tails = Map.of();
    private Set<String> waitingFor = Set.of();
    private boolean open;

    /** Whether a proof waits for transactions to end. */
    boolean open() {
        return open;
    }

    /** {@code tailsSeen} by shard, noted before {@code holders} was asked for. */
    void begin(Map<Integer, Long> tailsSeen, Set<String> holders) {
        tails = Map.copyOf(tailsSeen);
        waitingFor = Set.copyOf(holders);
        open = true;
    }

    /**
     * Takes the holders of now.
     *
     * @return the proven seqs by shard, empty while some transaction of the beginning lives
     */
    Map<Integer, Long> observe(Set<String> holders) {
        if (!open || waitingFor.stream().anyMatch(holders::contains)) return Map.of();
        open = false;
        return tails;
    }

    /** Transactions waited for. */
    int blockers() {
        return open ? waitingFor.size() : 0;
    }
}
