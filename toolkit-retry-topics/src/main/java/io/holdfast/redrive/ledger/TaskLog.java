package io.holdfast.redrive.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Plans, commands and progress of all tasks of a cluster: one compacted topic with one partition, so that what is
 * written first is read first. What the values mean is the engine's business.
 */
public final class TaskLog {

    public static final String TOPIC = "holdfast.redrive.tasks";

    private static final TopicPartition LOG = new TopicPartition(TOPIC, 0);
    private static final Map<String, String> CONFIG = Map.of("cleanup.policy", "compact");
    private static final short CLUSTER_DEFAULT = -1;

    /** The kinds of value a task has. */
    public enum Part {
        PLAN,
        COMMAND,
        PROGRESS
    }

    /** The latest value of each kind. */
    public record Task(Map<Part, byte[]> parts) {
        public Optional<byte[]> get(Part part) {
            return Optional.ofNullable(parts.get(part));
        }
    }

    private final Clients clients;
    private final Topics topics;

    public TaskLog(Clients clients, Topics topics) {
        this.clients = requireNonNull(clients, "clients");
        this.topics = requireNonNull(topics, "topics");
    }

    /** Creates the topic unless it is there. */
    public void ensure() {
        topics.ensure(TOPIC, 1, CLUSTER_DEFAULT, CONFIG);
    }

    /** Every task, oldest first; none when there is no task log. */
    public Map<String, Task> load() {
        Map<String, Task> tasks = new LinkedHashMap<>();
        if (topics.find(TOPIC).isEmpty()) return tasks;
        long begin = topics.beginnings(TOPIC).get(LOG);
        try (PartitionScan scan = new PartitionScan(
                clients, LOG, begin, topics.committedEnds(TOPIC).get(LOG))) {
            while (!scan.done()) scan.next().forEach(record -> add(tasks, record));
        }
        return tasks;
    }

    private static void add(Map<String, Task> tasks, ConsumerRecord<byte[], byte[]> record) {
        Key.of(record).ifPresent(key -> tasks.computeIfAbsent(key.task(), id -> new Task(new LinkedHashMap<>()))
                .parts()
                .put(key.part(), record.value()));
    }

    /** Writes one value and waits for the broker's answer. */
    public void write(Producer<byte[], byte[]> producer, String task, Part part, byte[] value) {
        try {
            producer.send(record(task, part, value)).get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof KafkaException refused) throw refused;
            throw new KafkaException("could not write to " + TOPIC, failed.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while writing to " + TOPIC, stop);
        }
    }

    public static ProducerRecord<byte[], byte[]> record(String task, Part part, byte[] value) {
        return new ProducerRecord<>(TOPIC, 0, new Key(task, part).bytes(), value);
    }

    /** Follows the commands that are written from now on. */
    public Commands follow() {
        return new Commands(
                clients.committedReader(), topics.committedEnds(TOPIC).get(LOG));
    }

    /** Commands as they come in. Thread: its owner's. */
    public static final class Commands implements AutoCloseable {
        private final Consumer<byte[], byte[]> consumer;

        private Commands(Consumer<byte[], byte[]> consumer, long from) {
            this.consumer = consumer;
            consumer.assign(List.of(LOG));
            consumer.seek(LOG, from);
        }

        /** The latest command for the task that came within {@code wait}. */
        public Optional<byte[]> poll(String task, Duration wait) {
            byte[] latest = null;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
                Optional<Key> key = Key.of(record);
                if (key.isPresent() && key.get().equals(new Key(task, Part.COMMAND))) latest = record.value();
            }
            return Optional.ofNullable(latest);
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    private record Key(String task, Part part) {
        byte[] bytes() {
            return (task + "/" + part.name()).getBytes(UTF_8);
        }

        static Optional<Key> of(ConsumerRecord<byte[], byte[]> record) {
            if (record.key() == null || record.value() == null || record.key().length > 256) return Optional.empty();
            String text = new String(record.key(), UTF_8);
            int slash = text.indexOf('/');
            if (slash < 1) return Optional.empty();
            for (Part part : Part.values()) {
                if (text.substring(slash + 1).equals(part.name())) {
                    return Optional.of(new Key(text.substring(0, slash), part));
                }
            }
            return Optional.empty();
        }
    }
}
