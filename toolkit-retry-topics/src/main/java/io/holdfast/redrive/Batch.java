package io.holdfast.redrive;

import io.holdfast.redrive.ledger.RecordState;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a reader hands to its writer.
 *
 * @param frontier the task's offset once all items are through: everything below is dealt with
 * @param last nothing comes after
 */
record Batch(List<Item> items, long frontier, boolean last) {

    /**
     * One dead letter to be dealt with.
     *
     * @param target what is sent, or null when only the state changes
     * @param frontier the task's offset once this item and those before it are through
     */
    record Item(
            long offset,
            ProducerRecord<byte[], byte[]> target,
            ProducerRecord<byte[], byte[]> entry,
            RecordState state,
            long frontier) {}
}
