package io.holdfast.failure;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Sees to it that a topic is there and can be written, before anything depends on it.
 *
 * <p>A topic just created counts as there only when every partition answers a {@code listOffsets}: a first produce before
 * that can lose records of an idempotent producer (KAFKA-15591).
 */
final class TopicCheck {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Room for the headers of a dead letter on top of the largest record of the source. */
    private static final int HEADER_ROOM = 64 * 1024;

    private final Admin admin;

    TopicCheck(Admin admin) {
        this.admin = admin;
    }

    /** Returns how many partitions the topic has. */
    int ensure(String source, String topic, boolean create) {
        try {
            Optional<Integer> existing = partitionsOf(topic);
            if (existing.isEmpty() && !create)
                throw new IllegalStateException("dead-letter topic " + topic
                        + " does not exist; create it, or let it be" + " created by leaving out mustExist()");
            if (existing.isEmpty()) create(source, topic);
            int partitions = existing.isPresent() ? existing.get() : awaitPartitions(topic);
            awaitLeaders(topic, partitions);
            return partitions;
        } catch (ExecutionException failure) {
            throw new IllegalStateException(
                    "dead-letter topic " + topic + " cannot be used: "
                            + failure.getCause().getMessage(),
                    failure.getCause());
        } catch (TimeoutException late) {
            throw new IllegalStateException("dead-letter topic " + topic + " was not ready within " + LIMIT, late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while checking topic " + topic, interrupted);
        }
    }

    private void create(String source, String topic) throws ExecutionException, InterruptedException, TimeoutException {
        int partitions = partitionsOf(source).orElse(1);
        Map<String, String> config = new HashMap<>();
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        config.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
        config.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(largestOf(source) + HEADER_ROOM));
        NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(config);
        try {
            await(admin.createTopics(List.of(wanted)).all());
        } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof TopicExistsException)) throw failure;
        }
    }

    private long largestOf(String topic) throws ExecutionException, InterruptedException, TimeoutException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Long.parseLong(await(admin.describeConfigs(Set.of(resource)).all())
                .get(resource)
                .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                .value());
    }

    private Optional<Integer> partitionsOf(String topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return Optional.of(await(admin.describeTopics(Set.of(topic)).allTopicNames())
                    .get(topic)
                    .partitions()
                    .size());
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof UnknownTopicOrPartitionException) return Optional.empty();
            throw failure;
        }
    }

    private int awaitPartitions(String topic) throws ExecutionException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            Optional<Integer> partitions = partitionsOf(topic);
            if (partitions.isPresent()) return partitions.get();
            pauseUntil(deadline, null);
        }
    }

    private void awaitLeaders(String topic, int partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(p -> new TopicPartition(topic, p), p -> OffsetSpec.latest()));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                await(admin.listOffsets(ends).all());
                return;
            } catch (ExecutionException failure) {
                if (!(failure.getCause() instanceof RetriableException)) throw failure;
                pauseUntil(deadline, failure.getCause());
            }
        }
    }

    private static void pauseUntil(long deadline, Throwable cause) throws InterruptedException, TimeoutException {
        if (deadline - System.nanoTime() <= 0) {
            TimeoutException late = new TimeoutException("not ready");
            late.initCause(cause);
            throw late;
        }
        TimeUnit.MILLISECONDS.sleep(50);
    }

    private static <T> T await(KafkaFuture<T> answer)
            throws ExecutionException, InterruptedException, TimeoutException {
        return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
