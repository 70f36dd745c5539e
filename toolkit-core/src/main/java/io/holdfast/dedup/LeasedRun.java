package io.holdfast.dedup;

import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run whose ids have been claimed.
 *
 * <p>Every claimed id is in exactly one of three sets, and {@link #settle()} empties the first two whatever happens:
 * {@code held} (claimed, no effect yet: to be released), {@code unmarked} (effect done: to be completed), or settled
 * with the store. An id in {@code unmarked} that the store does not accept goes to {@link Unsettled}, and its record is
 * released: its offset must not be committed before the mark is durable. One thread.
 */
final class LeasedRun<K, V> {
    private static final Logger log = LoggerFactory.getLogger(LeasedRun.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final Run<K, V> run;
    private final LeaseCall call;
    private final DedupOptions options;
    private final DedupMeters meters;
    private final Outage outage;
    private final Set<MessageId> held = new LinkedHashSet<>();
    private final Set<MessageId> unmarked = new LinkedHashSet<>();
    private final long claimedAt;
    private long markedAt;
    private boolean stopped;

    LeasedRun(Run<K, V> run, LeaseCall call, DedupOptions options, DedupMeters meters, Outage outage) {
        this.run = run;
        this.call = call;
        this.options = options;
        this.meters = meters;
        this.outage = outage;
        this.claimedAt = call.startedAt();
        this.markedAt = claimedAt;
        held.addAll(call.firsts());
        for (int i = 0; i < run.end(); i++) {
            if (run.repeats(i)) continue;
            Duration remaining = call.busy(run.id(i));
            if (remaining != null) run.cut(i, busy(remaining));
            else if (call.effectDoneBefore(run.id(i))) run.set(i, Outcome.done());
            else if (!held.contains(run.id(i))) run.set(i, duplicate());
        }
    }

    private Outcome busy(Duration remaining) {
        meters.busy.increment();
        Duration most = ASK_AGAIN.compareTo(options.maxWait()) < 0 ? ASK_AGAIN : options.maxWait();
        return Outcome.release(
                remaining.compareTo(most) < 0 ? remaining : most, "another holds the lease of this message id");
    }

    private Outcome duplicate() {
        meters.duplicate.increment();
        return Outcome.duplicate();
    }

    int end() {
        return run.end();
    }

    Delivery<K, V> delivery(int i) {
        return run.delivery(i);
    }

    /** False once order, a failing store or the age of the leases forbids to call the handler again in this run. */
    boolean mayStart(int i) {
        return !stopped && (i == 0 || since(claimedAt) < options.lease().toNanos() / 2);
    }

    /** Whether record {@code i} is to be handed to the handler: claimed, and the first with its id in this run. */
    boolean fresh(int i) {
        return run.outcome(i) == null && held.contains(run.id(i)) && !run.repeats(i);
    }

    /** The handler, called for one record, gave {@code outcome}. */
    void handled(int i, Outcome outcome) {
        answered(i, outcome);
        if (!outcome.kind().finished()) stopped = true;
        else if (since(markedAt) >= options.markWithin().toNanos()) mark();
    }

    /** The handler gave {@code outcome} for record {@code i}. */
    void answered(int i, Outcome outcome) {
        meters.first.increment();
        run.set(i, outcome);
        if (!outcome.kind().finished()) return;
        held.remove(run.id(i));
        unmarked.add(run.id(i));
    }

    /** Marks what was done, releases what was not, answers the repeats. Does not throw what a store throws. */
    void settle() {
        mark();
        call.release(held);
        held.clear();
        for (int i = 0; i < run.end(); i++) {
            if (!run.repeats(i)) continue;
            Outcome first = run.outcome(run.firstAt(run.id(i)));
            if (first != null && first.kind().finished()) run.set(i, duplicate());
        }
    }

    private void mark() {
        markedAt = options.nanoTime().getAsLong();
        if (unmarked.isEmpty()) return;
        try {
            for (MessageId lost : call.complete(unmarked)) reportLost(lost);
        } catch (RuntimeException e) {
            stopped = true;
            Outcome later = Outcome.release(
                    outage.failed(e.getMessage(), e), "effect done, mark not written yet: " + e.getMessage());
            for (MessageId id : unmarked) run.set(run.firstAt(id), later);
            meters.unavailable.increment(unmarked.size());
        }
        unmarked.clear();
    }

    private void reportLost(MessageId id) {
        meters.leasesLost.increment();
        log.warn(
                "lease of {} was lost before its effect could be marked, the effect may happen twice; "
                        + "the handler took longer than the lease of {}, or the store has lost data",
                run.delivery(run.firstAt(id)).origin(),
                options.lease());
    }

    private long since(long then) {
        return options.nanoTime().getAsLong() - then;
    }
}
