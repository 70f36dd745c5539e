package io.holdfast.bench.contender;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

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
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            long committed = System.nanoTime();
            while (!closed) {
                handle(consumer.poll(POLL));
                if (System.nanoTime() - committed >= COMMIT_NANOS) {
                    commit(consumer);
                    committed = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }
}
