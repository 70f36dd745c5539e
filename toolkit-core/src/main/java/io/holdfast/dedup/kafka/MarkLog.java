package io.holdfast.dedup.kafka;

import io.holdfast.dedup.DedupStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The topic of marks. A mark is a record of its own: key {@link IdHash}, value one byte (its format), timestamp the time
 * of the mark. Keys of another length are not ours and are passed over. Any thread.
 */
final class MarkLog implements AutoCloseable {
    private static final byte[] FORMAT = {1};
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Map<String, Object> clientConfig;
    private final KafkaDedupOptions options;
    private final Producer<byte[], byte[]> producer;
    private final long ackLimit;

    MarkLog(Map<String, Object> clientConfig, KafkaDedupOptions options) {
        this.clientConfig = clientConfig;
        this.options = options;
        Map<String, Object> config = new HashMap<>(clientConfig);
        config.keySet().removeIf(name -> !ProducerConfig.configNames().contains(name) && !isClientWide(name));
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, "holdfast-dedup-" + options.topic());
        KafkaProducer<byte[], byte[]> kafka =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.producer = kafka;
        Object limit = config.getOrDefault(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 120_000);
        this.ackLimit = Long.parseLong(limit.toString()) + 1_000;
    }

    /** Security settings of plugins have names that no config class lists. */
    private static boolean isClientWide(String name) {
        return name.startsWith("sasl.") || name.startsWith("ssl.") || name.startsWith("security.");
    }

    /** Returns when every mark is acknowledged by all in-sync replicas. */
    void append(int partition, Collection<IdHash> ids, long markedAt) {
        List<Future<RecordMetadata>> acks = new ArrayList<>(ids.size());
        try {
            for (IdHash id : ids)
                acks.add(producer.send(new ProducerRecord<>(options.topic(), partition, markedAt, id.bytes(), FORMAT)));
            for (Future<RecordMetadata> ack : acks) ack.get(ackLimit, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failed(partition, e.getCause());
        } catch (TimeoutException | KafkaException | IllegalStateException e) {
            throw failed(partition, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(partition, e);
        }
    }

    private DedupStoreException failed(int partition, Throwable cause) {
        return new DedupStoreException(
                "mark not written to " + options.topic() + "-" + partition + ": " + cause.getMessage(), cause);
    }

    /**
     * Reads the marks of a partition that are within the window, up to the end as it is now.
     *
     * @param wanted asked between polls; false ends the reading
     * @return whether the end was reached
     */
    boolean read(int partition, BooleanSupplier wanted, MarkReader reader) {
        TopicPartition tp = new TopicPartition(options.topic(), partition);
        try (Consumer<byte[], byte[]> consumer = consumer(partition)) {
            consumer.assign(List.of(tp));
            long end = consumer.endOffsets(List.of(tp)).get(tp);
            seek(consumer, tp, end);
            while (consumer.position(tp) < end) {
                if (!wanted.getAsBoolean()) return false;
                for (ConsumerRecord<byte[], byte[]> mark : consumer.poll(POLL))
                    if (mark.key() != null && mark.key().length == IdHash.BYTES && mark.value() != null)
                        reader.mark(IdHash.read(mark.key()), mark.timestamp());
            }
            return true;
        }
    }

    private void seek(Consumer<byte[], byte[]> consumer, TopicPartition tp, long end) {
        long since = options.clock().millis() - options.window().toMillis();
        OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(tp, Math.max(0, since))).get(tp);
        consumer.seek(tp, first == null ? end : first.offset());
    }

    private Consumer<byte[], byte[]> consumer(int partition) {
        Map<String, Object> config = new HashMap<>(clientConfig);
        config.keySet().removeIf(name -> !ConsumerConfig.configNames().contains(name) && !isClientWide(name));
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        config.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, "holdfast-dedup-restore-" + options.topic() + "-" + partition);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }

    /** Takes what {@link #read} finds. */
    @FunctionalInterface
    interface MarkReader {
        void mark(IdHash id, long markedAt);
    }
}
