package io.holdfast.redrive.ledger;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes every Kafka client that redrive uses. The caller's properties say how to reach the cluster and how to prove who
 * one is; what the engine's promises rest on (isolation, idempotence, no commits of its own) is set over them.
 */
public final class Clients {

    private static final int MIB = 1 << 20;

    private final Map<String, Object> properties;

    /** @param properties client properties, {@code bootstrap.servers} among them; copied */
    public Clients(Map<String, ?> properties) {
        requireNonNull(properties, "properties");
        if (!properties.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new IllegalArgumentException(
                    "bootstrap.servers is missing: name the cluster with --bootstrap-server or in --config");
        }
        this.properties = Map.copyOf(properties);
    }

    public Admin admin() {
        return Admin.create(new HashMap<>(properties));
    }

    /** For {@code assign} and {@code seek}: no group, no reset, committed records only. */
    public Consumer<byte[], byte[]> committedReader() {
        return reader("read_committed");
    }

    /** Sees the records of aborted transactions too: only to tell those from compacted ones. */
    public Consumer<byte[], byte[]> uncommittedReader() {
        return reader("read_uncommitted");
    }

    private Consumer<byte[], byte[]> reader(String isolation) {
        Map<String, Object> reading = new HashMap<>(properties);
        reading.remove(ConsumerConfig.GROUP_ID_CONFIG);
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        reading.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        reading.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        reading.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 * MIB);
        reading.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        return new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** What a transaction needs in order to commit offsets for a group without members. */
    public ConsumerGroupMetadata groupMetadata(String group) {
        Map<String, Object> reading = new HashMap<>(properties);
        reading.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.groupMetadata();
        }
    }

    /** The transactional id is the fence: of two producers with one id the later wins. */
    public Producer<byte[], byte[]> transactionalProducer(String transactionalId) {
        Map<String, Object> writing = producing();
        writing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        writing.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 60_000);
        return new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
    }

    public Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(producing(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> producing() {
        Map<String, Object> writing = new HashMap<>(properties);
        writing.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        writing.put(ProducerConfig.ACKS_CONFIG, "all");
        writing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        writing.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
        writing.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        writing.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * MIB);
        writing.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        writing.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 45_000);
        writing.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 20_000);
        // What a topic takes is the topic's own max.message.bytes, and the plan has checked it.
        writing.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 64 * MIB);
        return writing;
    }
}
