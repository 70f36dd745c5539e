package io.holdfast.dedup;

import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records of one call, their ids, and what has become of them so far.
 *
 * <p>Order is kept by one rule: a run goes as far as its first record that cannot be finished now. That record gets its
 * outcome, all behind it are released without delay. The records that may be tried are {@code [0, end)}. One thread.
 */
final class Run<K, V> {
    private static final Outcome BEHIND = Outcome.release(Duration.ZERO, "stands after a record that is not finished");

    private final List<Delivery<K, V>> deliveries;
    private final Outcome[] outcomes;
    private final List<MessageId> ids;
    private final Map<MessageId, Integer> firstAt;
    private int end;

    private Run(List<Delivery<K, V>> deliveries) {
        this.deliveries = deliveries;
        this.outcomes = new Outcome[deliveries.size()];
        this.ids = new ArrayList<>(deliveries.size());
        this.firstAt = new HashMap<>(2 * deliveries.size());
    }

    static <K, V> Run<K, V> of(List<Delivery<K, V>> deliveries, MessageId.Source source, DedupMeters meters) {
        Run<K, V> run = new Run<>(deliveries);
        for (Delivery<K, V> delivery : deliveries) {
            Optional<MessageId> id = source.find(delivery);
            if (id.isEmpty()) {
                meters.noId.increment();
                run.outcomes[run.end] = noId(delivery);
                break;
            }
            run.ids.add(id.get());
            run.firstAt.putIfAbsent(id.get(), run.end++);
        }
        return run;
    }

    private static Outcome noId(Delivery<?, ?> delivery) {
        String reason = "no message id in " + delivery.origin();
        return Outcome.deadLetter(
                reason,
                new IllegalArgumentException(
                        reason + "; have the producer set the header, or fall back with MessageId.Source.or(...)"));
    }

    int end() {
        return end;
    }

    Delivery<K, V> delivery(int i) {
        return deliveries.get(i);
    }

    MessageId id(int i) {
        return ids.get(i);
    }

    int firstAt(MessageId id) {
        return firstAt.get(id);
    }

    boolean repeats(int i) {
        return firstAt.get(ids.get(i)) != i;
    }

    Outcome outcome(int i) {
        return outcomes[i];
    }

    void set(int i, Outcome outcome) {
        outcomes[i] = outcome;
    }

    /** Record {@code i} is answered with {@code outcome}; neither it nor what stands behind it is tried. */
    void cut(int i, Outcome outcome) {
        for (int j = i; j < outcomes.length; j++) outcomes[j] = null;
        outcomes[i] = outcome;
        end = i;
    }

    /** What has been decided, releasing every record on which nothing was. */
    List<Outcome> outcomes() {
        List<Outcome> all = new ArrayList<>(outcomes.length);
        for (Outcome outcome : outcomes) all.add(outcome == null ? BEHIND : outcome);
        return all;
    }
}
