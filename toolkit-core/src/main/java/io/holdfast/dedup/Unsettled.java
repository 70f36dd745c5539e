package io.holdfast.dedup;

import java.util.AbstractCollection;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store should know but could not be told: effects that are done and leases that are free again. Their records
 * have been released, so they come back, and the first thing done then is to tell the store. Without this an effect
 * would happen twice after every outage, and keys would wait for leases that nobody uses.
 *
 * <p>Bounded: records in flight are bounded where records are consumed, and beyond {@value #MOST} ids nothing more is
 * remembered, with a warning; leases then expire, as if the process had died. Any thread.
 */
final class Unsettled extends AbstractCollection<MessageId> {
    private static final Logger log = LoggerFactory.getLogger(Unsettled.class);
    static final int MOST = 100_000;

    private final Map<MessageId, Debt> debts = new ConcurrentHashMap<>();
    private final DedupMeters meters;

    Unsettled(DedupMeters meters) {
        this.meters = meters;
    }

    void notCompleted(LeaseStore store, UUID token, Collection<MessageId> ids) {
        remember(new Debt(store, token, true), ids);
    }

    void notReleased(LeaseStore store, UUID token, Collection<MessageId> ids) {
        remember(new Debt(store, token, false), ids);
    }

    private void remember(Debt debt, Collection<MessageId> ids) {
        int forgotten = 0;
        for (MessageId id : ids) {
            if (debts.size() >= MOST && !debts.containsKey(id)) forgotten++;
            else debts.merge(id, debt, (known, added) -> known.effectDone() ? known : added);
        }
        if (forgotten > 0)
            log.warn("{} message ids not remembered until the dedup store answers: {} wait already", forgotten, MOST);
    }

    /**
     * Tells the stores what is owed on {@code ids}.
     *
     * @return those whose effect was done before
     */
    Set<MessageId> settle(Collection<MessageId> ids) {
        if (debts.isEmpty()) return Set.of();
        Map<Debt, Set<MessageId>> owed = new LinkedHashMap<>();
        for (MessageId id : ids) {
            Debt debt = debts.get(id);
            if (debt != null) owed.computeIfAbsent(debt, d -> new HashSet<>()).add(id);
        }
        Set<MessageId> effectDone = new HashSet<>();
        owed.forEach((debt, group) -> {
            if (debt.effectDone()) {
                int lost = debt.store().complete(debt.token(), group).size();
                if (lost > 0) reportLost(lost);
                effectDone.addAll(group);
            } else {
                debt.store().release(debt.token(), group);
            }
            for (MessageId id : group) debts.remove(id, debt);
        });
        return effectDone;
    }

    private void reportLost(int lost) {
        meters.leasesLost.increment(lost);
        log.warn("{} leases were lost while the dedup store was away, their effects may happen twice", lost);
    }

    @Override
    public int size() {
        return debts.size();
    }

    @Override
    public Iterator<MessageId> iterator() {
        return debts.keySet().iterator();
    }

    private record Debt(LeaseStore store, UUID token, boolean effectDone) {}
}
