package io.holdfast.redrive;

import io.holdfast.handler.Delivery.Origin;
import io.holdfast.redrive.dialect.DeadLetter;
import io.holdfast.redrive.dialect.Dialect;
import io.holdfast.redrive.ledger.Clients;
import io.holdfast.redrive.ledger.Ledger;
import io.holdfast.redrive.ledger.LedgerEntry;
import io.holdfast.redrive.ledger.LedgerView;
import io.holdfast.redrive.ledger.PartitionScan;
import io.holdfast.redrive.ledger.RecordState;
import io.holdfast.redrive.ledger.Topics;
import io.holdfast.redrive.plan.Criteria;
import io.holdfast.redrive.plan.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks at dead-letter topics: which there are, how deep, what is in them. Moves and marks nothing.
 *
 * <p>Any thread; every call opens and closes its own consumer.
 */
public final class DeadLetterTopics implements AutoCloseable {

    /** Names that libraries give to dead-letter topics. */
    private static final Pattern USUAL_NAME = Pattern.compile(
            ".*[._-](dlq|dlt|dead[._-]?letters?|DLQ|DLT)|(dlq|dlt|DLQ|DLT)[._-].*|dead-letter-topic-.*|errors?[._-].*");

    private final Clients clients;
    private final Topics topics;

    /** @param clientProperties how to reach the cluster, {@code bootstrap.servers} among them */
    public DeadLetterTopics(Map<String, ?> clientProperties) {
        clients = new Clients(clientProperties);
        topics = new Topics(clients.admin());
    }

    /**
     * One dead-letter topic, told without reading its records.
     *
     * @param records records at most, for transactions and compaction leave gaps
     * @param unresolved of these, those without a finishing entry in the ledger
     * @param oldestUnresolved time of the first unresolved record, epoch milliseconds; -1 if none
     * @param dialect of the newest record
     */
    public record Summary(
            String name, int partitions, long records, long unresolved, long oldestUnresolved, Dialect dialect) {}

    /** Topics whose name says that they hold dead letters, and whose newest record, if any, agrees or says nothing. */
    public List<Summary> list() {
        List<Summary> found = new ArrayList<>();
        topics.names().stream()
                .filter(name -> USUAL_NAME.matcher(name).matches() && !name.endsWith(Ledger.SUFFIX))
                .sorted()
                .forEach(name -> summary(name).ifPresent(found::add));
        return found;
    }

    /** What can be told of one topic at a glance; empty when there is no such topic. */
    public Optional<Summary> summary(String dlq) {
        Optional<TopicDescription> topic = topics.find(dlq);
        if (topic.isEmpty()) return Optional.empty();
        Ledger ledger = ledger(topic.get());
        Map<TopicPartition, Long> begins = topics.beginnings(dlq);
        long records = 0;
        long unresolved = 0;
        long oldest = -1;
        Dialect dialect = Dialect.UNKNOWN;
        for (Map.Entry<TopicPartition, Long> end : topics.committedEnds(dlq).entrySet()) {
            long begin = begins.get(end.getKey());
            long count = end.getValue() - begin;
            if (count == 0) continue;
            LedgerView view = ledger.load(topics, end.getKey().partition(), begin, end.getValue(), "");
            records += count;
            unresolved += view.count(RecordState.NEW);
            Optional<DeadLetter> first = firstUnresolved(end.getKey(), view, begin, end.getValue());
            if (first.isPresent()) {
                long time = first.get().record().timestamp();
                oldest = oldest < 0 ? time : Math.min(oldest, time);
                if (dialect == Dialect.UNKNOWN) dialect = first.get().dialect();
            }
        }
        return Optional.of(new Summary(dlq, topic.get().partitions().size(), records, unresolved, oldest, dialect));
    }

    private Optional<DeadLetter> firstUnresolved(TopicPartition partition, LedgerView view, long begin, long end) {
        long from = begin;
        while (from < end && !view.state(from).unresolved()) from++;
        if (from >= end) return Optional.empty();
        try (PartitionScan scan = new PartitionScan(clients, partition, from, end)) {
            while (!scan.done()) {
                for (ConsumerRecord<byte[], byte[]> record : scan.next()) {
                    if (view.state(record.offset()).unresolved()) return Optional.of(DeadLetter.read(record));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Shows every selected dead letter and its state to a visitor until that answers {@code false}. An empty set of
     * states in the selection means any state here.
     *
     * @return how many were shown
     */
    public long scan(String dlq, Selection selection, BiPredicate<DeadLetter, RecordState> visitor) {
        TopicDescription topic = topics.find(dlq).orElseThrow(() -> new RedriveRefused("there is no topic " + dlq));
        Criteria criteria = new Criteria(selection);
        Ledger ledger = ledger(topic);
        Map<TopicPartition, Long> begins = topics.beginnings(dlq);
        long shown = 0;
        for (Map.Entry<TopicPartition, Long> end : topics.committedEnds(dlq).entrySet()) {
            long begin = begins.get(end.getKey());
            LedgerView view = ledger.load(topics, end.getKey().partition(), begin, end.getValue(), "");
            try (PartitionScan scan = new PartitionScan(clients, end.getKey(), begin, end.getValue())) {
                while (!scan.done()) {
                    for (ConsumerRecord<byte[], byte[]> record : scan.next()) {
                        DeadLetter letter = criteria.read(record);
                        RecordState state = view.state(record.offset());
                        if (!selection.states().isEmpty() && !selection.states().contains(state)) continue;
                        if (!criteria.matches(letter)) continue;
                        shown++;
                        boolean more = visitor.test(letter, state);
                        if (!more || (selection.limit() > 0 && shown >= selection.limit())) return shown;
                    }
                }
            }
        }
        return shown;
    }

    /** One dead letter by its coordinates. */
    public Optional<DeadLetter> find(Origin coordinates) {
        TopicPartition partition = new TopicPartition(coordinates.topic(), coordinates.partition());
        try (RecordFetcher fetcher = new RecordFetcher(clients, topics)) {
            Fetched fetched =
                    fetcher.fetch(partition, new long[] {coordinates.offset()}).get(coordinates.offset());
            return fetched.missing() == null ? Optional.of(DeadLetter.read(fetched.record())) : Optional.empty();
        }
    }

    /** What the ledger holds of one dead letter, oldest first; compaction may have taken earlier entries away. */
    public List<LedgerEntry> history(Origin coordinates) {
        List<LedgerEntry> entries = new ArrayList<>();
        topics.find(coordinates.topic())
                .ifPresent(topic -> ledger(topic).read(topics, coordinates.partition(), 0, entry -> entry.filter(
                                e -> e.dead().equals(coordinates))
                        .ifPresent(entries::add)));
        return entries;
    }

    /** Shows dead letters as they come in, until the visitor answers {@code false} or the time is over. */
    public long tail(String dlq, Selection selection, Duration limit, BiPredicate<DeadLetter, RecordState> visitor) {
        Criteria criteria = new Criteria(selection);
        long deadline = System.nanoTime() + limit.toNanos();
        long shown = 0;
        try (Consumer<byte[], byte[]> consumer = clients.committedReader()) {
            Map<TopicPartition, Long> ends = topics.committedEnds(dlq);
            consumer.assign(ends.keySet());
            ends.forEach(consumer::seek);
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    DeadLetter letter = criteria.read(record);
                    if (!criteria.matches(letter)) continue;
                    shown++;
                    boolean more = visitor.test(letter, RecordState.NEW);
                    if (!more || (selection.limit() > 0 && shown >= selection.limit())) return shown;
                }
            }
        }
        return shown;
    }

    /** Writes records, as they are, into a dead-letter topic: from there they take the way of a plan like all others. */
    public long append(Iterable<ProducerRecord<byte[], byte[]>> records) {
        List<Throwable> failures = new ArrayList<>();
        long count = 0;
        try (Producer<byte[], byte[]> producer = clients.producer()) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                count++;
                var unused = producer.send(record, (metadata, failure) -> {
                    if (failure != null) {
                        synchronized (failures) {
                            failures.add(failure);
                        }
                    }
                });
            }
            producer.flush();
        }
        synchronized (failures) {
            if (failures.isEmpty()) return count;
            throw new KafkaException(
                    failures.size() + " of " + count + " records were not written, the first because: "
                            + failures.get(0).getMessage(),
                    failures.get(0));
        }
    }

    /** Settings that an operator should know of, by name; empty values where the cluster does not tell. */
    public Map<String, String> settings(String dlq) {
        Map<String, String> settings = new TreeMap<>();
        for (String name : List.of("retention.ms", "retention.bytes", "max.message.bytes")) {
            settings.put(name, Long.toString(topics.setting(dlq, name, -1)));
        }
        return settings;
    }

    private Ledger ledger(TopicDescription dlq) {
        int partitions = topics.find(Ledger.topicOf(dlq.name()))
                .map(found -> found.partitions().size())
                .orElse(0);
        return new Ledger(clients, dlq.name(), dlq.topicId().toString(), partitions);
    }

    @Override
    public void close() {
        topics.admin().close();
    }
}
