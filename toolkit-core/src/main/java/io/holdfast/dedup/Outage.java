package io.holdfast.dedup;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a store has been failing, and therefore how long to leave it alone: as long again as it has been down,
 * which doubles the delay each time without counting calls that fail side by side. Logs the first and the last moment
 * of an outage, not each record in it. Any thread.
 */
final class Outage {
    private static final Logger log = LoggerFactory.getLogger(Outage.class);
    private static final Duration LEAST = Duration.ofMillis(100);

    private final DedupOptions options;
    private final Duration least;
    private boolean failing;
    private long since;

    Outage(DedupOptions options) {
        this.options = options;
        this.least = LEAST.compareTo(options.maxWait()) < 0 ? LEAST : options.maxWait();
    }

    synchronized Duration failed(String what, Throwable cause) {
        long now = options.nanoTime().getAsLong();
        if (!failing) {
            failing = true;
            since = now;
            log.warn("dedup store failed, records are released until it answers: {}", what, cause);
        }
        Duration down = Duration.ofNanos(now - since);
        if (down.compareTo(least) < 0) return least;
        return down.compareTo(options.maxWait()) < 0 ? down : options.maxWait();
    }

    synchronized void over() {
        if (!failing) return;
        failing = false;
        log.info("dedup store answers again");
    }
}
