package io.holdfast.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A running Kafka cluster, as a test sees it.
 *
 * <p>Tests share clusters, so every test takes its own topics and groups from {@link #topic} and {@link #group}: their
 * names are unique across tests, JVMs and runs.
 *
 * <p>Thread: any. Every call that asks the cluster something waits at most 30 seconds and then fails with what was
 * asked and of which cluster.
 */
public interface Kafka extends AutoCloseable {

    /** Addresses for {@code bootstrap.servers}. They stay the same when brokers are restarted. */
    String bootstrapServers();

    /** One admin client shared by everybody; closed with the cluster, not by its users. */
    Admin admin();

    /** Stops what was started for this cluster and deletes its data; an existing cluster is only let go. Idempotent. */
    @Override
    void close();

    /** Creates a topic with a name nobody else uses. See {@link #createTopic} for when it is ready. */
    default String topic(String prefix, int partitions) {
        return topic(prefix, partitions, Map.of());
    }

    /** As {@link #topic(String, int)}, with topic settings such as {@code cleanup.policy}. */
    default String topic(String prefix, int partitions, Map<String, String> config) {
        String name = UniqueNames.next(prefix);
        createTopic(name, partitions, config);
        return name;
    }

    /**
     * Creates a topic of exactly this name, and returns only when every partition has a leader that answers. Creation
     * alone is not enough: the first idempotent sends to a topic without leaders can be lost (KAFKA-15591).
     */
    default void createTopic(String exactName, int partitions, Map<String, String> config) {
        Topics.create(this, exactName, partitions, config);
    }

    /** A consumer group name nobody else uses. */
    default String group(String prefix) {
        return UniqueNames.next(prefix);
    }

    /** What any client needs to reach this cluster: a new, modifiable map. */
    default Map<String, Object> clientProperties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        return properties;
    }

    /** A new idempotent producer with {@code acks=all}; the caller closes it. */
    default KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> properties = clientProperties();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends the records in order with one new {@link #producer()}; returns when all are acknowledged, fails if one is not. */
    default void send(List<ProducerRecord<byte[], byte[]>> records) {
        Topics.send(this, records);
    }

    /**
     * Every committed record the topic holds at the time of the call, partition by partition and in offset order.
     * Records of aborted transactions are left out, and so is everything behind a transaction still open.
     */
    default List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        return Topics.readAll(this, topic);
    }

    /** What the group has committed, with metadata; empty when it has committed nothing. */
    default Map<TopicPartition, OffsetAndMetadata> committed(String group) {
        return Topics.committed(this, group);
    }

    /** The end offset of each partition, records of open transactions included. */
    default Map<TopicPartition, Long> endOffsets(String topic) {
        return Topics.endOffsets(this, topic);
    }
}
