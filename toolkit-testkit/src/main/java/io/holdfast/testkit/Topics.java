package io.holdfast.testkit;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Creates, reads and measures topics for {@link Kafka}: every wait is bounded and says what it waited for. */
final class Topics {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    static void create(Kafka kafka, String name, int partitions, Map<String, String> config) {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(config);
        get(
                kafka,
                "create topic " + name,
                kafka.admin().createTopics(List.of(topic)).all());
        List<TopicPartition> expected = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            expected.add(new TopicPartition(name, partition));
        }
        awaitLeaders(kafka, name, expected);
    }

    /** The admin client retries a missing leader by itself, but reports a topic its broker has not heard of yet. */
    private static void awaitLeaders(Kafka kafka, String name, List<TopicPartition> partitions) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                latest(kafka, name, partitions);
                return;
            } catch (IllegalStateException unknown) {
                if (!(unknown.getCause() instanceof org.apache.kafka.common.errors.RetriableException)
                        || System.nanoTime() - deadline > 0) {
                    throw unknown;
                }
            }
        }
    }

    static Map<TopicPartition, Long> endOffsets(Kafka kafka, String topic) {
        return latest(kafka, topic, partitionsOf(kafka, topic));
    }

    private static Map<TopicPartition, Long> latest(Kafka kafka, String topic, List<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> query =
                partitions.stream().collect(toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> answer = get(
                kafka,
                "list offsets of " + topic,
                kafka.admin().listOffsets(query).all());
        return answer.entrySet().stream()
                .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private static List<TopicPartition> partitionsOf(Kafka kafka, String topic) {
        TopicDescription description = get(
                        kafka,
                        "describe topic " + topic,
                        kafka.admin().describeTopics(List.of(topic)).allTopicNames())
                .get(topic);
        return description.partitions().stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    static Map<TopicPartition, OffsetAndMetadata> committed(Kafka kafka, String group) {
        Map<TopicPartition, OffsetAndMetadata> offsets = get(
                kafka,
                "list offsets of group " + group,
                kafka.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        return offsets.entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static List<ConsumerRecord<byte[], byte[]>> readAll(Kafka kafka, String topic) {
        Map<String, Object> properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        List<TopicPartition> partitions = partitionsOf(kafka, topic);
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LIMIT);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (!reached(consumer, ends)) {
                var polled = consumer.poll(Duration.ofMillis(100));
                for (ConsumerRecord<byte[], byte[]> record : polled) {
                    if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                        records.add(record);
                    }
                }
                if (!polled.isEmpty()) {
                    deadline = System.nanoTime() + LIMIT.toNanos();
                } else if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("read topic " + topic + " at " + kafka.bootstrapServers()
                            + ": no progress in " + LIMIT.toSeconds() + " s towards " + ends);
                }
            }
            records.sort(Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition)
                    .thenComparingLong(ConsumerRecord::offset));
            return records;
        }
    }

    /** By position, not by record: the last offsets may be transaction markers or compacted away. */
    private static boolean reached(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), LIMIT) >= end.getValue());
    }

    static void send(Kafka kafka, List<ProducerRecord<byte[], byte[]>> records) {
        try (var producer = kafka.producer()) {
            List<Future<RecordMetadata>> sent =
                    records.stream().map(producer::send).toList();
            for (int i = 0; i < sent.size(); i++) {
                get(
                        kafka,
                        "send record " + (i + 1) + " of " + sent.size() + " to "
                                + records.get(i).topic(),
                        sent.get(i));
            }
        }
    }

    private static <T> T get(Kafka kafka, String what, KafkaFuture<T> future) {
        return get(kafka, what, future.toCompletionStage().toCompletableFuture());
    }

    private static <T> T get(Kafka kafka, String what, Future<T> future) {
        String where = what + " at " + kafka.bootstrapServers() + ": ";
        try {
            return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(where + failed.getCause().getMessage(), failed.getCause());
        } catch (TimeoutException late) {
            throw new IllegalStateException(where + "no answer in " + LIMIT.toSeconds() + " s", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(where + "interrupted", interrupted);
        }
    }

    private Topics() {}
}
