package io.holdfast.dedup.kafka;

import io.holdfast.dedup.DedupStoreException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Sees to it that the topic for marks is there and fit: as many partitions as the source, compacted, kept for the
 * window. A topic that is not fit is refused with the command that mends it, never changed.
 */
final class DedupTopic {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration ASK_AGAIN = Duration.ofMillis(50);
    private static final Set<String> POLICY = Set.of("compact", "delete");

    private final Admin admin;
    private final KafkaDedupOptions options;

    private DedupTopic(Admin admin, KafkaDedupOptions options) {
        this.admin = admin;
        this.options = options;
    }

    static void ensure(Admin admin, KafkaDedupOptions options) {
        new DedupTopic(admin, options).ensure();
    }

    private void ensure() {
        int wanted = partitions(options.source());
        if (wanted == 0)
            throw new DedupStoreException("source topic " + options.source() + " does not exist; create it first");
        int found = partitions(options.topic());
        if (found == 0) {
            if (!options.create())
                throw refusal(
                        "does not exist",
                        "kafka-topics.sh --create --topic " + options.topic() + " --partitions "
                                + wanted + " --config cleanup.policy=compact,delete --config retention.ms="
                                + options.window().toMillis());
            create(wanted);
            return;
        }
        requirePartitions(found, wanted);
        requireConfig(config());
    }

    private void requirePartitions(int found, int wanted) {
        if (found < wanted)
            throw refusal(
                    "has " + found + " partitions and its source " + options.source() + " has " + wanted,
                    "kafka-topics.sh --alter --topic " + options.topic() + " --partitions " + wanted);
        if (found > wanted)
            throw refusal(
                    "has " + found + " partitions and its source " + options.source() + " has only " + wanted,
                    "kafka-topics.sh --delete --topic " + options.topic()
                            + ", which forgets its marks, and start again");
    }

    private void requireConfig(Config config) {
        String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        if (!Arrays.stream(policy.split(",", -1))
                .map(String::trim)
                .collect(Collectors.toSet())
                .equals(POLICY))
            throw refusal(
                    "has cleanup.policy=" + policy + " and needs compact,delete",
                    alter("cleanup.policy=[compact,delete]"));
        long retention =
                Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
        if (retention >= 0 && retention < options.window().toMillis())
            throw refusal(
                    "has retention.ms=" + retention + ", less than the dedup window of " + options.window(),
                    alter("retention.ms=" + options.window().toMillis()));
        long bytes =
                Long.parseLong(config.get(TopicConfig.RETENTION_BYTES_CONFIG).value());
        if (bytes >= 0)
            throw refusal(
                    "has retention.bytes=" + bytes + ", which may drop marks within the window",
                    alter("retention.bytes=-1"));
    }

    private String alter(String config) {
        return "kafka-configs.sh --alter --entity-type topics --entity-name " + options.topic() + " --add-config "
                + config;
    }

    private DedupStoreException refusal(String what, String command) {
        return new DedupStoreException("dedup topic " + options.topic() + " " + what + "; mend it with: " + command);
    }

    /** Usable only when every partition has a leader that answers, or the first marks might be lost. */
    private void create(int partitions) {
        NewTopic topic = new NewTopic(options.topic(), Optional.of(partitions), Optional.empty())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG, "compact,delete",
                        TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(options.window().toMillis()),
                        TopicConfig.RETENTION_BYTES_CONFIG, "-1"));
        try {
            get(admin.createTopics(List.of(topic)).all());
        } catch (TopicExistsException e) {
            requirePartitions(partitions(options.topic()), partitions);
        }
        long start = System.nanoTime();
        while (!answers(partitions)) {
            LockSupport.parkNanos(ASK_AGAIN.toNanos());
            if (System.nanoTime() - start > LIMIT.toNanos())
                throw new DedupStoreException("dedup topic " + options.topic()
                        + " was created but has no leaders after " + LIMIT + "; is a broker down?");
        }
    }

    private boolean answers(int partitions) {
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        for (int p = 0; p < partitions; p++) all.put(new TopicPartition(options.topic(), p), OffsetSpec.latest());
        ListOffsetsResult offsets = admin.listOffsets(all);
        try {
            get(offsets.all());
            return true;
        } catch (UnknownTopicOrPartitionException e) {
            return false;
        }
    }

    /** 0 if there is no such topic. */
    private int partitions(String topic) {
        try {
            return get(admin.describeTopics(List.of(topic)).allTopicNames())
                    .get(topic)
                    .partitions()
                    .size();
        } catch (UnknownTopicOrPartitionException e) {
            return 0;
        }
    }

    private Config config() {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, options.topic());
        return get(admin.describeConfigs(List.of(resource)).all()).get(resource);
    }

    private <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException unknown) throw unknown;
            if (e.getCause() instanceof TopicExistsException exists) throw exists;
            throw new DedupStoreException(
                    "cannot check dedup topic " + options.topic() + ": "
                            + e.getCause().getMessage(),
                    e.getCause());
        } catch (TimeoutException e) {
            throw new DedupStoreException(
                    "cannot check dedup topic " + options.topic() + ": no broker answered within " + LIMIT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DedupStoreException("interrupted while checking dedup topic " + options.topic(), e);
        }
    }
}
