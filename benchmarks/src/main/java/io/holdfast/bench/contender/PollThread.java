package io.holdfast.bench.contender;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;

/**
 * A thread that owns a consumer and polls until closed: what the contenders of our own have in common.
 *
 * <p>{@link #handle} and {@link #commit} run on that thread.
 */
abstract class PollThread implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long COMMIT_NANOS = Duration.ofSeconds(1).toNanos();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private volatile boolean closed;

    PollThread(Consumption consumption) {
        consumer = new KafkaConsumer<>(consumption.consumerProperties());
        consumer.subscribe(List.of(consumption.topic()));
        thread = new Thread(this::run, "poll");
    }

    PollThread started() {
        thread.start();
        return this;
    }

    abstract void handle(ConsumerRecords<byte[], byte[]> records) throws InterruptedException;

    abstract void commit(KafkaConsumer<byte[], byte[]> consumer);

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            pollUntilClosed();
        }
    }

    private void pollUntilClosed() {
        try {
            long committed = System.nanoTime();
            while (!closed) {
                handle(consumer.poll(POLL));
                if (System.nanoTime() - committed >= COMMIT_NANOS) {
                    commit(consumer);
                    committed = System.nanoTime();
                }
            }
        } catch (InterruptedException | InterruptException e) {
            // Closed, which is all there is to know. The flag is cleared, or closing the consumer would fail.
            Thread.interrupted();
        }
    }
}
