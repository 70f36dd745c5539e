package io.holdfast.outbox.relay;

import io.holdfast.outbox.store.AggregateKey;
import io.holdfast.outbox.store.OutboxRow;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Sends the rows of a cycle, in order, and decides at once about those that need no broker to decide: rows of barred
 * keys, rows that are too large, rows whose topic is not there. Loop thread only.
 */
final class Dispatch {
    private final RelayOptions options;
    private final ProducerSettings settings;
    private final TopicTemplate template;
    private final RecordMaker maker;
    private final Publisher publisher;
    private final TopicCatalog catalog;
    private final KeyBars bars;
    private final TypeBreaker breaker;
    private final RelayMeters meters;
    private final Trouble trouble;
    private final Consumer<Cycle> ended;

    /** Where the loop hears of what went wrong. Any thread. */
    interface Trouble {
        void failed(OutboxRow row, String topic, Failure kind, Exception e);

        /** Nothing is known about this topic. Loop thread. */
        void unknown(OutboxRow row, String topic);
    }

    Dispatch(
            RelayOptions options,
            ProducerSettings settings,
            Publisher publisher,
            TopicCatalog catalog,
            KeyBars bars,
            TypeBreaker breaker,
            RelayMeters meters,
            Trouble trouble,
            Consumer<Cycle> ended) {
        this.options = options;
        this.settings = settings;
        this.template = new TopicTemplate(options.topic());
        this.maker = new RecordMaker(options.typeHeader());
        this.publisher = publisher;
        this.catalog = catalog;
        this.bars = bars;
        this.breaker = breaker;
        this.meters = meters;
        this.trouble = trouble;
        this.ended = ended;
    }

    void run(Cycle cycle, Lease lease, long now) {
        // Null is never in it: rows without a key wait for nobody.
        Set<AggregateKey> rejectedHere = new HashSet<>();
        Set<String> unknownHere = new HashSet<>();
        boolean hold = options.onReject() == RejectPolicy.PARK;
        boolean maySend = lease.maySend(now);
        for (int i = 0; i < cycle.rows().size() && maySend; i++) {
            OutboxRow row = cycle.rows().get(i);
            boolean behind = !rejectedHere.isEmpty() && rejectedHere.contains(key(row));
            if (behind || bars.isBarred(row)) {
                cycle.fate(i, RowFate.BEHIND, "behind a rejected row of its key");
                continue;
            }
            if (unknownHere.contains(row.aggregateType()) || breaker.isBlocked(row.aggregateType(), now)) continue;
            String topic = template.topic(row);
            TopicCatalog.Facts facts = catalog.facts(topic);
            if (facts == null) {
                // The topic may depend on more than the type, but an aggregate's order does not.
                unknownHere.add(row.aggregateType());
                trouble.unknown(row, topic);
                continue;
            }
            if (!one(cycle, i, row, topic, facts)) break;
            if (hold && cycle.fates()[i] == RowFate.REJECTED && row.aggregateId() != null) rejectedHere.add(key(row));
            // Hundreds of rows may follow, and a send can block while metadata is fetched.
            if ((i & 127) == 127) maySend = lease.maySend(System.nanoTime());
        }
        if (cycle.ended()) ended.accept(cycle);
    }

    private static AggregateKey key(OutboxRow row) {
        return row.aggregateId() == null ? null : new AggregateKey(row.aggregateType(), row.aggregateId());
    }

    /** False when nothing more can be sent now. */
    private boolean one(Cycle cycle, int i, OutboxRow row, String topic, TopicCatalog.Facts facts) {
        String flaw = flaw(cycle, row, facts);
        if (flaw != null) return reject(cycle, i, row, topic, flaw);
        ProducerRecord<byte[], byte[]> record;
        try {
            record = maker.record(row, topic);
        } catch (SerializationException e) {
            return reject(cycle, i, row, topic, e.getMessage());
        }
        cycle.sending();
        Exception refusal = publisher.send(record, e -> answered(cycle, i, row, topic, e));
        if (refusal == null) return !publisher.broken();
        cycle.takenBack();
        return reject(cycle, i, row, topic, refusal.getMessage());
    }

    /** Why the brokers would surely refuse the row, or null. */
    private String flaw(Cycle cycle, OutboxRow row, TopicCatalog.Facts facts) {
        String doom = cycle.shard().doomed().get(row.seq());
        if (doom != null) return doom;
        long size = RecordMaker.smallestSize(row);
        if (size > settings.maxRequestSize())
            return "too large: " + size + " bytes, max.request.size is " + settings.maxRequestSize();
        if (!settings.compressed() && size > facts.maxMessageBytes())
            return "too large: " + size + " bytes, max.message.bytes of the topic is " + facts.maxMessageBytes();
        if (facts.needsKey() && row.aggregateId() == null) return "has no key, and the topic is compacted";
        return null;
    }

    /** On the producer's thread, or on the loop's when the producer had failed before. */
    private void answered(Cycle cycle, int i, OutboxRow row, String topic, Exception e) {
        if (e == null) {
            cycle.fate(i, RowFate.ACKED, null);
        } else {
            Failure kind = Failure.of(e);
            if (kind == Failure.RECORD) cycle.fate(i, RowFate.LEFT, "refused: " + e.getMessage());
            trouble.failed(row, topic, kind, e);
        }
        if (cycle.ended()) ended.accept(cycle);
    }

    private boolean reject(Cycle cycle, int i, OutboxRow row, String topic, String reason) {
        meters.rejected();
        if (options.onReject() != RejectPolicy.DLQ_TOPIC || !row.loaded()) {
            cycle.fate(i, RowFate.REJECTED, reason);
            return true;
        }
        TopicCatalog.Facts dlq = catalog.facts(options.dlqTopic());
        if (dlq == null) {
            // Its followers must not pass it while it waits for the dead-letter topic to be known.
            trouble.unknown(row, options.dlqTopic());
            cycle.fate(i, RowFate.LEFT, null);
            return false;
        }
        if (!settings.compressed() && RecordMaker.smallestSize(row) + reason.length() > dlq.maxMessageBytes()) {
            cycle.fate(i, RowFate.REJECTED, reason + "; too large for " + options.dlqTopic() + " too");
            return true;
        }
        cycle.fate(i, RowFate.LEFT, null);
        cycle.sending();
        Exception refusal = publisher.send(maker.deadLetter(row, options.dlqTopic(), topic, reason), e -> {
            if (e == null) cycle.fate(i, RowFate.DIVERTED, reason);
            else if (Failure.of(e) == Failure.RECORD) cycle.fate(i, RowFate.REJECTED, reason);
            else trouble.failed(row, options.dlqTopic(), Failure.of(e), e);
            if (cycle.ended()) ended.accept(cycle);
        });
        if (refusal != null) {
            cycle.takenBack();
            cycle.fate(i, RowFate.REJECTED, reason);
        }
        return !publisher.broken();
    }
}
