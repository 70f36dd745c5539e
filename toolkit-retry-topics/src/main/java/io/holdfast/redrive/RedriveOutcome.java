package io.holdfast.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.names.HeaderNames;
import io.holdfast.redrive.ledger.Ledger;
import io.holdfast.redrive.ledger.LedgerEntry;
import io.holdfast.redrive.ledger.RecordState;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * How a consumer tells the ledger that a redriven record was handled. For consumers of topics that Holdfast owns, where
 * the headers are Holdfast's; a record from elsewhere may name any dead letter it likes.
 */
public final class RedriveOutcome {

    /**
     * The ledger record to send once the handler is done; empty for a record that was not redriven.
     *
     * @param dlq the consumer's own dead-letter topic: nothing is said about any other
     * @param topicId its id
     * @param ledgerPartitions partitions of its ledger
     * @param at now, epoch milliseconds
     */
    public static Optional<ProducerRecord<byte[], byte[]>> resolved(
            ConsumerRecord<?, ?> handled, String dlq, String topicId, int ledgerPartitions, long at) {
        Header from = handled.headers().lastHeader(HeaderNames.REDRIVE_FROM);
        Header task = handled.headers().lastHeader(HeaderNames.REDRIVE_TASK);
        if (from == null || task == null || from.value() == null || task.value() == null) return Optional.empty();
        if (from.value().length > 300 || task.value().length > 100) return Optional.empty();
        String id = new String(task.value(), UTF_8);
        if (!id.matches("[A-Za-z0-9-]{1,100}")) return Optional.empty();
        return LedgerEntry.parseKey(new String(from.value(), UTF_8))
                .filter(dead -> dead.topic().equals(dlq))
                .map(dead -> new LedgerEntry(dead, topicId, RecordState.RESOLVED, id, at, handled.topic()))
                .map(entry -> new ProducerRecord<>(
                        Ledger.topicOf(dlq), entry.dead().partition() % ledgerPartitions, entry.key(), entry.value()));
    }

    private RedriveOutcome() {}
}
