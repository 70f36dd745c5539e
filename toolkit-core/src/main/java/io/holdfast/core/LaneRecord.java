package io.holdfast.core;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One record waiting in a lane, or in the hands of the worker that drains the lane. */
final class LaneRecord extends LaneLink {
    final AssignedPartition partition;
    final long offset;
    final int bytes;

    /**
     * Let go by the loop when it accounts for the record, so that an idle lane holds no payload. Not by the worker: a worker
     * that only reads leaves the loop's cached copy of this object good.
     */
    private ConsumerRecord<byte[], byte[]> record;

    LaneRecord(AssignedPartition partition, ConsumerRecord<byte[], byte[]> record) {
        this.partition = partition;
        this.offset = record.offset();
        this.bytes = sizeOf(record);
        this.record = record;
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    void letGo() {
        record = null;
    }

    private static int sizeOf(ConsumerRecord<?, ?> record) {
        return Math.max(record.serializedKeySize(), 0) + Math.max(record.serializedValueSize(), 0);
    }
}
