package io.holdfast.dedup;

import io.holdfast.names.MeterNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

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

    /**
     * What the window must outlast: a message may come again as late as all three together.
     *
     * @param lag how long a record waits in the source topic before it is handled, at worst
     * @param retries the longest way through the retry tiers
     * @param redriveAge how old a dead letter may be when it is redriven
     */
    record Needs(Duration lag, Duration retries, Duration redriveAge) {
        public Needs {
            requireNotNegative("lag", lag);
            requireNotNegative("retries", retries);
            requireNotNegative("redriveAge", redriveAge);
        }

        private static void requireNotNegative(String name, Duration value) {
            if (value.isNegative()) throw new IllegalArgumentException(name + " must not be negative, was " + value);
        }

        /** By how much {@code window} is longer than it must be; negative if it is too short. */
        public Duration slack(Duration window) {
            return window.minus(lag).minus(retries).minus(redriveAge);
        }

        /** One sentence for the log if {@code window} is too short. */
        public Optional<String> warning(Duration window) {
            if (!slack(window).isNegative()) return Optional.empty();
            return Optional.of("dedup window " + window + " is shorter than lag " + lag + " + retries " + retries
                    + " + redrive age " + redriveAge
                    + ": a duplicate that late has its effect again; raise the window to "
                    + window.minus(slack(window)) + " or more");
        }

        /** Shows the slack of {@code store} as the gauge {@value MeterNames#DEDUP_WINDOW_SLACK}, asking for the needs each time. */
        public static void gauge(MeterRegistry meters, DedupStore store, Supplier<Needs> needs) {
            TimeGauge.builder(
                            MeterNames.DEDUP_WINDOW_SLACK,
                            () -> needs.get().slack(store.window()).toMillis(),
                            TimeUnit.MILLISECONDS)
                    .register(meters);
        }
    }
}
