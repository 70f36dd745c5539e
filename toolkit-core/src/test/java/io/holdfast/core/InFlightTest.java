package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private final AssignedPartition partition = new AssignedPartition(new TopicPartition("orders", 3));

    @Test
    void anOverdueRecord_isInterruptedOnce_andTheInterruptIsClearedAtItsEnd() {
        InFlight inFlight = new InFlight();
        LaneRecord record = record(0);
        inFlight.begin(record, 0);
        inFlight.interrupt(record, Thread.currentThread());
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        inFlight.interrupt(record, Thread.currentThread());
        assertThat(Thread.currentThread().isInterrupted()).as("not twice").isFalse();
        assertThat(inFlight.end()).isTrue();
        assertThat(inFlight.end()).isFalse();
    }

    @Test
    void aRecordThatIsThrough_isNotInterrupted() {
        InFlight inFlight = new InFlight();
        LaneRecord first = record(0);
        inFlight.begin(first, 0);
        assertThat(inFlight.end()).isFalse();
        inFlight.interrupt(first, Thread.currentThread());
        LaneRecord second = record(1);
        inFlight.begin(second, 1);
        inFlight.interrupt(first, Thread.currentThread());
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aWorkerIsOnItsPartition_fromBeginToClear() {
        InFlight inFlight = new InFlight();
        assertThat(inFlight.isOn(partition.topicPartition)).isFalse();
        inFlight.begin(record(0), 0);
        assertThat(inFlight.isOn(partition.topicPartition)).isTrue();
        inFlight.end();
        assertThat(inFlight.isOn(partition.topicPartition))
                .as("not reported yet")
                .isTrue();
        inFlight.clear();
        assertThat(inFlight.isOn(partition.topicPartition)).isFalse();
    }

    /** The race that matters: an interrupt sent while the worker moves on must never reach the next record. */
    @Test
    void interruptsNeverLeakIntoTheNextRecord() throws Exception {
        InFlight inFlight = new InFlight();
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger leaked = new AtomicInteger();
        AtomicInteger hit = new AtomicInteger();
        Thread worker = new Thread(() -> {
            for (int i = 0; i < 300_000; i++) {
                inFlight.begin(record(i), i);
                if (inFlight.end()) hit.incrementAndGet();
                if (Thread.currentThread().isInterrupted()) leaked.incrementAndGet();
            }
            done.set(true);
        });
        worker.start();
        while (!done.get()) {
            LaneRecord current = inFlight.record();
            if (current != null) inFlight.interrupt(current, worker);
        }
        worker.join();
        assertThat(leaked.get()).isZero();
        assertThat(hit.get()).as("the race was run").isPositive();
    }

    private LaneRecord record(long offset) {
        return new LaneRecord(partition, new ConsumerRecord<>("orders", 3, offset, new byte[0], new byte[0]));
    }
}
