package io.holdfast.bench.contender;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is done with each record. Thread: whichever the contender calls it on, several at once. */
@FunctionalInterface
public interface RecordWork {
    void handle(ConsumerRecord<byte[], byte[]> record) throws InterruptedException;
}
