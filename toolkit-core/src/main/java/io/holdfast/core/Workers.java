package io.holdfast.core;

import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;

/** What the loop needs of those who work on lanes. A pool of threads, or a simulation. */
interface Workers {

    /** So many lanes became ready. */
    void wake(int becameReady);

    /** Whether a record of this partition, of any epoch, is in a handler, or came out and is not reported yet. */
    boolean isOn(TopicPartition topicPartition);

    /** Calls the reader with each record being handled and the nanotime since when. */
    void forEachInFlight(BiConsumer<LaneRecord, Long> reader);

    /** Interrupts handlers that began before this nanotime and were not interrupted yet. */
    void interruptOlderThan(long sinceNanos);
}
