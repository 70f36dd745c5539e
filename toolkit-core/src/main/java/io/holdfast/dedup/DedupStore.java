package io.holdfast.dedup;

import java.time.Duration;

/**
 * Remembers which messages have had their effect, for a bounded time. One store serves one consumer: what another
 * consumer has done is of no interest to it.
 *
 * <p>A store is one of two kinds, because they promise different things: {@link TransactionalStore} shares the
 * transaction of the effect, {@link LeaseStore} stands beside it.
 */
public sealed interface DedupStore permits TransactionalStore, LeaseStore {

    /**
     * The dedup window: how long a mark is kept after the effect, at least. A message that comes again later than that
     * has its effect again, so the window must outlast lag, the longest retry ladder and the age of redriven records.
     */
    Duration window();
}
