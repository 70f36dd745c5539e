package io.holdfast.redrive;

import io.holdfast.redrive.Judge.Verdict;
import io.holdfast.redrive.dialect.DeadLetter;
import io.holdfast.redrive.ledger.Clients;
import io.holdfast.redrive.ledger.Ledger;
import io.holdfast.redrive.ledger.LedgerView;
import io.holdfast.redrive.ledger.PartitionScan;
import io.holdfast.redrive.ledger.Topics;
import io.holdfast.redrive.plan.Action;
import io.holdfast.redrive.plan.PlanRequest;
import io.holdfast.redrive.plan.RedrivePlan;
import io.holdfast.redrive.plan.RedrivePlan.Range;
import io.holdfast.redrive.plan.RedrivePlan.TargetTopic;
import io.holdfast.redrive.plan.Target;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Makes one plan: freezes the offsets of each partition, reads them once, judges every record, looks originals of
 * pointers up, and counts. Reads only; thread: its owner's; one use.
 */
final class Planner {

    /** As long as a real task id, so that sizes are those of the run. */
    private static final String SOME_TASK = "rd-00000000-000000-000000";

    private static final class Tally {
        long records;
        long bytes;
    }

    private final Clients clients;
    private final Topics topics;
    private final PlanRequest request;
    private final InstantSource clock;
    private final Judge judge;
    private final TargetBook book;
    private final CensusTaker census = new CensusTaker();
    private final Map<String, Tally> tallies = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();

    Planner(Clients clients, Topics topics, PlanRequest request, InstantSource clock) {
        this.clients = clients;
        this.topics = topics;
        this.request = request;
        this.clock = clock;
        judge = new Judge(request);
        book = new TargetBook(topics, request.dlq());
    }

    RedrivePlan plan() {
        TopicDescription dlq =
                topics.find(request.dlq()).orElseThrow(() -> new RedriveRefused("there is no topic " + request.dlq()));
        refuseBadTarget();
        String topicId = dlq.topicId().toString();
        Ledger ledger = new Ledger(clients, request.dlq(), topicId, ledgerPartitions());
        // The ledger's ends first: an entry written while we scan then counts as new and makes the plan stale.
        Map<Integer, Long> ledgerEnds = ledger.ends(topics);
        Map<TopicPartition, Long> begins = topics.beginnings(request.dlq());
        Map<TopicPartition, Long> ends = topics.committedEnds(request.dlq());
        List<Range> ranges = new ArrayList<>();
        try (RecordFetcher fetcher = new RecordFetcher(clients, topics)) {
            Originals originals = new Originals(fetcher);
            ends.forEach(
                    (partition, end) -> ranges.add(scan(ledger, originals, partition, begins.get(partition), end)));
        }
        Map<String, TargetTopic> targets = targets();
        warn(targets);
        return new RedrivePlan(
                        "",
                        "",
                        request,
                        topicId,
                        ranges,
                        ledgerEnds,
                        targets,
                        census.census(),
                        warnings,
                        clock.millis())
                .sealed();
    }

    private void refuseBadTarget() {
        Target target = request.target();
        if (request.action() != Action.REDRIVE || target.kind() != Target.Kind.TOPIC) return;
        String refusal = book.entry(target.topic()).refusal();
        if (refusal != null) throw new RedriveRefused("nothing can be redriven to " + target.topic() + ": " + refusal);
    }

    private int ledgerPartitions() {
        Optional<TopicDescription> found = topics.find(Ledger.topicOf(request.dlq()));
        return found.map(description -> description.partitions().size()).orElse(0);
    }

    private Range scan(Ledger ledger, Originals originals, TopicPartition partition, long logBegin, long logEnd) {
        long limit = request.selection().limit();
        long begin = logBegin;
        long end = logEnd;
        if (!request.selection().offsets().isEmpty()) {
            var wanted = request.selection().offsets().stream()
                    .filter(range -> range.partition() == partition.partition())
                    .toList();
            begin = Math.max(
                    begin, wanted.stream().mapToLong(r -> r.from()).min().orElse(logEnd));
            end = Math.min(end, wanted.stream().mapToLong(r -> r.to()).max().orElse(logEnd));
        }
        boolean satisfied = limit > 0 && census.matched() >= limit;
        if (begin >= end || satisfied)
            return new Range(partition.partition(), Math.min(begin, end), Math.min(begin, end), 0, 0);
        LedgerView view = ledger.load(topics, partition.partition(), begin, end, "");
        long before = census.matched();
        long disordered = 0;
        try (PartitionScan scan = new PartitionScan(clients, partition, begin, end)) {
            while (!scan.done()) {
                List<DeadLetter> selected = new ArrayList<>();
                for (ConsumerRecord<byte[], byte[]> record : scan.next()) {
                    census.scanned();
                    DeadLetter letter = judge.criteria().read(record);
                    Verdict verdict = judge.judge(letter, view);
                    if (verdict == Verdict.LEAVE || verdict == Verdict.DONE) census.unmatched();
                    else selected.add(letter);
                }
                Map<DeadLetter, Fetched> found = request.action() == Action.REDRIVE ? originals.of(selected) : Map.of();
                for (DeadLetter letter : selected) {
                    if (count(letter, view, found.get(letter))) disordered++;
                    if (limit > 0 && census.matched() >= limit) {
                        long cut = letter.record().offset() + 1;
                        return new Range(partition.partition(), begin, cut, census.matched() - before, disordered);
                    }
                }
            }
        }
        return new Range(partition.partition(), begin, end, census.matched() - before, disordered);
    }

    /** Counts one selected record; whether it stands behind a later record of its key. */
    private boolean count(DeadLetter letter, LedgerView view, Fetched original) {
        if (request.action() != Action.REDRIVE) {
            census.matched(letter, letter.record().serializedValueSize(), false);
            return false;
        }
        boolean park = judge.judge(letter, view) == Verdict.PARK;
        if (park) {
            long size = Redelivery.size(Redelivery.parked(letter, RedriveNames.parking(request.dlq()), 1));
            return census.matched(letter, size, true);
        }
        Optional<String> target = request.target().of(letter);
        if (target.isEmpty()) {
            census.ineligible("no-target");
            return false;
        }
        TargetBook.Entry entry = book.entry(target.get());
        if (entry.refusal() != null) {
            census.ineligible(entry.refusal());
            return false;
        }
        if (original.missing() != null) {
            census.ineligible(original.missing().cause());
            return false;
        }
        Redelivery redelivery = new Redelivery(request, SOME_TASK, Map.of(target.get(), entry.partitions()), clock);
        Optional<ProducerRecord<byte[], byte[]>> record = redelivery.of(letter, original.record(), target.get());
        if (record.isEmpty()) {
            census.ineligible("edit-does-not-fit");
            return false;
        }
        long size = Redelivery.size(record.get());
        if (size > entry.maxMessageBytes()) {
            census.ineligible("too-large-for:" + target.get());
            return false;
        }
        Tally tally = tallies.computeIfAbsent(target.get(), topic -> new Tally());
        tally.records++;
        tally.bytes += size;
        return census.matched(letter, size, false);
    }

    private Map<String, TargetTopic> targets() {
        Map<String, TargetTopic> targets = new LinkedHashMap<>();
        if (tallies.isEmpty()) return targets;
        Map<String, Set<String>> readers = readers(tallies.keySet());
        tallies.forEach((topic, tally) -> {
            TargetBook.Entry entry = book.entry(topic);
            if (!entry.writable()) {
                warnings.add("not allowed to write to " + topic + ": a run will be refused until WRITE is granted");
            }
            targets.put(
                    topic,
                    new TargetTopic(
                            entry.topicId(),
                            entry.partitions(),
                            tally.records,
                            tally.bytes,
                            List.copyOf(readers.getOrDefault(topic, Set.of()))));
        });
        return targets;
    }

    private Map<String, Set<String>> readers(Set<String> targets) {
        Map<String, Set<String>> readers = new HashMap<>();
        try {
            topics.commits(targets).forEach((group, commits) -> commits.keySet()
                    .forEach(partition -> readers.computeIfAbsent(partition.topic(), topic -> new java.util.TreeSet<>())
                            .add(group)));
        } catch (org.apache.kafka.common.KafkaException hidden) {
            warnings.add("the groups that read the targets could not be listed: " + hidden.getMessage());
        }
        return readers;
    }

    private void warn(Map<String, TargetTopic> targets) {
        var counted = census.census();
        if (request.target().kind() != Target.Kind.GROUP) {
            targets.forEach((topic, target) -> {
                if (!target.groups().isEmpty()) {
                    warnings.add("every group that reads " + topic + " will see these records: "
                            + String.join(", ", target.groups()));
                }
            });
        }
        if (counted.keysAcrossPartitions() > 0 && request.ordered()) {
            warnings.add(counted.keysAcrossPartitions()
                    + " keys have dead letters in several partitions; among those the order is not kept");
        }
        if (counted.duplicates() > 0) {
            warnings.add(counted.duplicates() + " records are further dead letters of a message that has one already");
        }
        Long noTarget = counted.byCause().get("no-target");
        if (noTarget != null) {
            warnings.add(noTarget + " records do not tell where they came from"
                    + (request.target().allowed().isEmpty() ? "" : " or would go to a topic that is not allowed")
                    + "; name a topic with --to topic:NAME");
        }
        if (request.target().kind() == Target.Kind.GROUP
                && counted.byCause().keySet().stream().anyMatch(cause -> cause.startsWith("no-such-topic:"))) {
            warnings.add("a group without Holdfast retry topics is served by --to source, which every reader of the"
                    + " source topic sees, or by --to topic:NAME");
        }
    }
}
