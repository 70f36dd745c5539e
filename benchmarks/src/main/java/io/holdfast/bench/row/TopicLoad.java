package io.holdfast.bench.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic made and filled so that every run of every arm reads the same records.
 *
 * <p>Keys come in rounds: each round holds every key once, in an order shuffled by the seed. So all keys are equally
 * frequent and no arm gains by a regular pattern. Key {@code k} lies in partition {@code k mod partitions}.
 *
 * @param valueBytes size of each value; its content is random
 */
public record TopicLoad(int partitions, int keys, int valueBytes, long seed) {

    private static final Duration READY_WITHIN = Duration.ofSeconds(30);

    public TopicLoad {
        if (partitions < 1) throw new IllegalArgumentException("partitions must be at least 1, was " + partitions);
        if (keys < 1) throw new IllegalArgumentException("keys must be at least 1, was " + keys);
        if (valueBytes < 0) throw new IllegalArgumentException("valueBytes must not be negative, was " + valueBytes);
    }

    /** Creates the topic of {@code conditions} and appends all its records. */
    public void make(Conditions conditions) throws Exception {
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) conditions.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(conditions.topic(), Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
            awaitReady(admin, conditions.topic());
            fill(conditions);
            long loaded = size(admin, conditions.topic());
            if (loaded != conditions.records()) {
                throw new IllegalStateException("topic " + conditions.topic() + " should hold " + conditions.records()
                        + " records after loading, holds " + loaded);
            }
        }
    }

    private void fill(Conditions conditions) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(producerProperties(conditions))) {
            AtomicReference<Exception> failure = new AtomicReference<>();
            Random random = new Random(seed);
            byte[] value = new byte[valueBytes];
            random.nextBytes(value);
            int[] round = new int[keys];
            for (int key = 0; key < keys; key++) round[key] = key;
            for (long index = 0; index < conditions.records(); index++) {
                int at = (int) (index % keys);
                if (at == 0) shuffle(round, random);
                var unused = producer.send(record(conditions.topic(), round[at], value), (metadata, exception) -> {
                    if (exception != null) failure.set(exception);
                });
            }
            producer.flush();
            if (failure.get() != null) throw failure.get();
        }
    }

    private ProducerRecord<byte[], byte[]> record(String topic, int key, byte[] value) {
        return new ProducerRecord<>(topic, key % partitions, ("key-" + key).getBytes(UTF_8), value);
    }

    /** A topic is there before all its leaders are; what is sent in between may be lost. */
    private void awaitReady(Admin admin, String topic) throws Exception {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (true) {
            try {
                size(admin, topic);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) throw e;
                Thread.sleep(20);
            }
        }
    }

    private long size(Admin admin, String topic) throws Exception {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        return admin.listOffsets(ends).all().get().values().stream()
                .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
                .sum();
    }

    private static Map<String, Object> producerProperties(Conditions conditions) {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                conditions.bootstrapServers(),
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.LINGER_MS_CONFIG,
                50,
                ProducerConfig.BATCH_SIZE_CONFIG,
                128 * 1024);
    }

    private static void shuffle(int[] numbers, Random random) {
        for (int last = numbers.length - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            int kept = numbers[last];
            numbers[last] = numbers[other];
            numbers[other] = kept;
        }
    }
}
