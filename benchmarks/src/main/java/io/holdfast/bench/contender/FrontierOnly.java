package io.holdfast.bench.contender;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A pool behind a poll loop that commits, for each partition, the lowest offset not yet finished: what most engines with
 * more than one thread do. Keeps no key order; a reference for rows about redelivery, not about speed.
 */
final class FrontierOnly implements Contender {

    private static final int IN_FLIGHT = 10_000;

    @Override
    public AutoCloseable start(Consumption consumption, RecordWork work) {
        ExecutorService workers = Executors.newFixedThreadPool(consumption.concurrency());
        PollThread polling = new Loop(consumption, work, workers).started();
        return () -> {
            polling.close();
            workers.shutdownNow();
        };
    }

    private static final class Loop extends PollThread {
        private final RecordWork work;
        private final ExecutorService workers;
        private final Semaphore permits = new Semaphore(IN_FLIGHT);
        private final Map<TopicPartition, Frontier> frontiers = new HashMap<>();

        Loop(Consumption consumption, RecordWork work, ExecutorService workers) {
            super(consumption);
            this.work = work;
            this.workers = workers;
        }

        @Override
        void handle(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                permits.acquire();
                Frontier frontier = frontiers.computeIfAbsent(
                        new TopicPartition(record.topic(), record.partition()), unused -> new Frontier());
                frontier.begin(record.offset());
                workers.execute(() -> run(record, frontier));
            }
        }

        private void run(ConsumerRecord<byte[], byte[]> record, Frontier frontier) {
            try {
                work.handle(record);
                frontier.finish(record.offset());
            } catch (InterruptedException e) {
                // Closing; the record stays unfinished.
                Thread.currentThread().interrupt();
            } finally {
                permits.release();
            }
        }

        @Override
        void commit(KafkaConsumer<byte[], byte[]> consumer) {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            frontiers.forEach(
                    (partition, frontier) -> offsets.put(partition, new OffsetAndMetadata(frontier.offset())));
            consumer.commitAsync(offsets, null);
        }
    }

    /** Thread-safe: begun by the poll thread, finished by workers. */
    private static final class Frontier {
        private final TreeSet<Long> unfinished = new TreeSet<>();
        private long next;

        synchronized void begin(long offset) {
            unfinished.add(offset);
            next = offset + 1;
        }

        synchronized void finish(long offset) {
            unfinished.remove(offset);
        }

        synchronized long offset() {
            return unfinished.isEmpty() ? next : unfinished.first();
        }
    }
}
