package io.holdfast.outbox.relay;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The Kafka producer, thrown away at the first failure.
 *
 * <p>Why: an idempotent producer keeps the order of a partition through every retry, but once it gives up on a batch it
 * starts a new sequence and sends the followers of the lost batch. Closing it inside the callback of that failure, on its own
 * sender thread, leaves no moment for that: followers already on the wire carry sequence numbers that the broker
 * refuses unless their predecessor landed. So what lands is always a prefix of what was sent, partition by partition,
 * and the loop sends the rest again through a new producer.
 *
 * <p>{@link #send} and {@link #drop} are for the loop thread.
 */
final class Publisher implements AutoCloseable {

    /** What became of one send. On the producer's thread, or on the caller's when the producer had failed before. */
    @FunctionalInterface
    interface Result {
        /** {@code failure} is null when the brokers have acknowledged the record. */
        void done(Exception failure);
    }

    private record Generation(KafkaProducer<byte[], byte[]> producer, AtomicBoolean broken) {}

    private final Map<String, Object> properties;
    private Generation current;

    Publisher(Map<String, Object> properties) {
        this.properties = properties;
    }

    /**
     * Sends a record.
     *
     * @return null, and {@code result} is told later; or the refusal, when the producer would not even take the record:
     *     nothing went out, nothing is broken, and {@code result} is not told
     */
    Exception send(ProducerRecord<byte[], byte[]> record, Result result) {
        Generation generation = open();
        Thread loop = Thread.currentThread();
        Exception[] refusal = new Exception[1];
        try {
            var unused = generation.producer.send(record, (metadata, failure) -> {
                if (failure != null && Thread.currentThread().equals(loop)) {
                    refusal[0] = failure;
                    return;
                }
                if (failure != null) breakOff(generation);
                result.done(failure);
            });
        } catch (RuntimeException e) {
            refusal[0] = e;
        }
        if (refusal[0] == null) return null;
        if (Failure.of(refusal[0]) == Failure.RECORD) return refusal[0];
        breakOff(generation);
        result.done(refusal[0]);
        return null;
    }

    /** Whether the producer has failed and nothing more goes out through it. */
    boolean broken() {
        return current != null && current.broken.get();
    }

    /** Forgets the producer: what it still holds is not sent. The next send opens another. */
    void drop() {
        if (current == null) return;
        breakOff(current);
        current = null;
    }

    private Generation open() {
        if (current == null)
            current = new Generation(
                    new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()),
                    new AtomicBoolean());
        return current;
    }

    private static void breakOff(Generation generation) {
        if (generation.broken.compareAndSet(false, true)) generation.producer.close(Duration.ZERO);
    }

    @Override
    public void close() {
        drop();
    }
}
