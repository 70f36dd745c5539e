package io.holdfast.redrive;

import io.holdfast.redrive.ledger.Clients;
import io.holdfast.redrive.ledger.Ledger;
import io.holdfast.redrive.ledger.LedgerEntry;
import io.holdfast.redrive.ledger.Topics;
import io.holdfast.redrive.plan.RedrivePlan;
import io.holdfast.redrive.plan.RedrivePlan.Range;
import io.holdfast.redrive.plan.RedrivePlan.TargetTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * Everything that can be known to be wrong before the first record moves, all of it found and told at once: the plan
 * altered or stale, topics gone, recreated or resized, rights missing on one target of many.
 */
final class Preflight {

    private static final long KAFKA_DEFAULT_MAX_MESSAGE = 1_048_588;

    private final Clients clients;
    private final Topics topics;
    private final RedrivePlan plan;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Long> maxMessageBytes = new HashMap<>();
    private final Map<Integer, Set<Long>> changed = new HashMap<>();

    Preflight(Clients clients, Topics topics, RedrivePlan plan) {
        this.clients = clients;
        this.topics = topics;
        this.plan = plan;
    }

    /** What the checks have found out and the run needs. */
    record Clearance(
            Ledger ledger,
            int parkingPartitions,
            Map<String, Long> maxMessageBytes,
            Map<Integer, Set<Long>> changedSincePlan) {}

    /**
     * @param resumed the task has run before: then what others changed meanwhile is told in the report, not refused
     * @throws RedriveRefused with all problems
     */
    Clearance check(boolean resumed) {
        if (!plan.intact()) {
            throw new RedriveRefused("plan " + plan.id() + " is not what it was when it was made: its hash differs");
        }
        Optional<TopicDescription> dlq = topics.find(plan.request().dlq());
        if (dlq.isEmpty()) throw new RedriveRefused("topic " + plan.request().dlq() + " is gone");
        if (!dlq.get().topicId().toString().equals(plan.topicId())) {
            throw new RedriveRefused("topic " + plan.request().dlq() + " has been deleted and created again since plan "
                    + plan.id() + " was made; plan again");
        }
        checkTargets();
        checkRetention(resumed);
        refuse();
        return prepare(dlq.get(), resumed);
    }

    private Clearance prepare(TopicDescription dlq, boolean resumed) {
        int partitions = dlq.partitions().size();
        short replication = (short) dlq.partitions().get(0).replicas().size();
        String name = plan.request().dlq();
        TopicDescription ledgerTopic =
                topics.ensure(Ledger.topicOf(name), partitions, replication, Map.of("cleanup.policy", "compact"));
        requireWritable(ledgerTopic.name(), ledgerTopic);
        int parking = 0;
        if (plan.census().parked() > 0) {
            long limit = topics.setting(name, "max.message.bytes", KAFKA_DEFAULT_MAX_MESSAGE);
            TopicDescription topic = topics.ensure(
                    RedriveNames.parking(name),
                    partitions,
                    replication,
                    Map.of("retention.ms", "-1", "max.message.bytes", Long.toString(limit)));
            requireWritable(topic.name(), topic);
            parking = topic.partitions().size();
        }
        Ledger ledger = new Ledger(
                clients, name, plan.topicId(), ledgerTopic.partitions().size());
        findChanges(ledger);
        if (!resumed && !changed.isEmpty()) problems.add(difference());
        refuse();
        return new Clearance(ledger, parking, maxMessageBytes, changed);
    }

    private void checkTargets() {
        plan.targets().forEach((name, planned) -> {
            try {
                Optional<TopicDescription> found = topics.find(name);
                if (found.isEmpty()) {
                    problems.add("target " + name + " is gone");
                    return;
                }
                checkTarget(name, planned, found.get());
            } catch (TopicAuthorizationException hidden) {
                problems.add("not allowed to see target " + name + ": grant DESCRIBE and WRITE");
            }
        });
    }

    private void checkTarget(String name, TargetTopic planned, TopicDescription now) {
        requireWritable(name, now);
        if (!planned.topicId().isEmpty() && !now.topicId().toString().equals(planned.topicId())) {
            problems.add("target " + name + " has been deleted and created again since the plan was made");
        } else if (now.partitions().size() != planned.partitions()) {
            problems.add(
                    "target " + name + " had " + planned.partitions() + " partitions when the plan was made and has "
                            + now.partitions().size() + " now");
        }
        maxMessageBytes.put(name, topics.setting(name, "max.message.bytes", KAFKA_DEFAULT_MAX_MESSAGE));
    }

    private void requireWritable(String name, TopicDescription topic) {
        if (!topics.writable(topic)) problems.add("not allowed to write to " + name + ": grant WRITE");
    }

    private void checkRetention(boolean resumed) {
        Map<TopicPartition, Long> begins = topics.beginnings(plan.request().dlq());
        if (resumed) return;
        for (Range range : plan.ranges()) {
            long begin = begins.get(new TopicPartition(plan.request().dlq(), range.partition()));
            if (range.matched() > 0 && begin > range.begin()) {
                problems.add("partition " + range.partition() + ": offsets " + range.begin() + " to "
                        + (Math.min(begin, range.end()) - 1)
                        + " have been deleted by retention since the plan was made");
            }
        }
    }

    private void findChanges(Ledger ledger) {
        for (Range range : plan.ranges()) {
            if (range.matched() == 0) continue;
            // The ledger may have fewer partitions than the dead-letter topic has by now.
            long from = plan.ledgerEnds().getOrDefault(range.partition(), 0L);
            ledger.read(
                    topics,
                    range.partition(),
                    from,
                    entry -> entry.ifPresent(e -> {
                        boolean inRange = e.dead().partition() == range.partition()
                                && e.dead().offset() >= range.begin()
                                && e.dead().offset() < range.end();
                        if (inRange && !e.task().equals(plan.id())) note(e);
                    }));
        }
    }

    private void note(LedgerEntry entry) {
        changed.computeIfAbsent(entry.dead().partition(), p -> new HashSet<>())
                .add(entry.dead().offset());
    }

    private String difference() {
        long count = changed.values().stream().mapToLong(Set::size).sum();
        var first = changed.entrySet().iterator().next();
        return "the state of " + count + " dead letters has changed since the plan was made (first "
                + plan.request().dlq() + "-" + first.getKey() + "@"
                + first.getValue().stream().sorted().findFirst().orElseThrow() + ")";
    }

    private void refuse() {
        if (problems.isEmpty()) return;
        throw new RedriveRefused("plan " + plan.id() + " cannot be run, nothing has been moved:\n  - "
                + String.join("\n  - ", problems) + "\nMend this, or plan again if the plan is stale.");
    }
}
