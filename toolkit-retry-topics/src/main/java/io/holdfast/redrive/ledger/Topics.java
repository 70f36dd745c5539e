package io.holdfast.redrive.ledger;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the cluster says about topics. Every question waits at most 30 seconds. Safe for concurrent use. */
public final class Topics {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Admin admin;

    public Topics(Admin admin) {
        this.admin = requireNonNull(admin, "admin");
    }

    public Admin admin() {
        return admin;
    }

    /** Empty when there is no such topic; a topic one may not see is an error. */
    public Optional<TopicDescription> find(String topic) {
        try {
            return Optional.of(answer(
                    admin.describeTopics(List.of(topic), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                            .topicNameValues()
                            .get(topic),
                    "describe topic " + topic));
        } catch (UnknownTopicOrPartitionException none) {
            return Optional.empty();
        }
    }

    /** Whether one may write; an authorizer that does not say is taken for a yes, and the broker has the last word. */
    public boolean writable(TopicDescription topic) {
        Set<AclOperation> allowed = topic.authorizedOperations();
        return allowed == null || allowed.contains(AclOperation.WRITE) || allowed.contains(AclOperation.ALL);
    }

    public boolean visible(String topic) {
        try {
            return find(topic).isPresent();
        } catch (TopicAuthorizationException hidden) {
            return false;
        }
    }

    public Set<String> names() {
        return answer(admin.listTopics().names(), "list topics");
    }

    public Map<TopicPartition, Long> beginnings(String topic) {
        return offsets(topic, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** Ends as a reader of committed records sees them: not beyond the first open transaction. */
    public Map<TopicPartition, Long> committedEnds(String topic) {
        return offsets(topic, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    private Map<TopicPartition, Long> offsets(String topic, OffsetSpec spec, IsolationLevel isolation) {
        TopicDescription description =
                find(topic).orElseThrow(() -> new UnknownTopicOrPartitionException("no topic " + topic));
        Map<TopicPartition, OffsetSpec> asked = description.partitions().stream()
                .collect(toMap(info -> new TopicPartition(topic, info.partition()), info -> spec));
        Map<TopicPartition, Long> offsets = new TreeMap<>((a, b) -> Integer.compare(a.partition(), b.partition()));
        answer(admin.listOffsets(asked, new ListOffsetsOptions(isolation)).all(), "list offsets of " + topic)
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /** One setting of a topic as a number, or {@code otherwise} when it cannot be read. */
    public long setting(String topic, String name, long otherwise) {
        try {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            var config = answer(admin.describeConfigs(List.of(resource)).all(), "describe settings of " + topic)
                    .get(resource);
            return config.get(name) == null
                    ? otherwise
                    : Long.parseLong(config.get(name).value());
        } catch (KafkaException | NumberFormatException unknown) {
            return otherwise;
        }
    }

    /**
     * Creates a topic unless it is there, and returns when every partition answers: the first sends to a topic just
     * created can be lost (KAFKA-15591).
     */
    public TopicDescription ensure(String topic, int partitions, short replication, Map<String, String> config) {
        Optional<TopicDescription> existing = find(topic);
        if (existing.isPresent()) return existing.get();
        try {
            NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.of(replication));
            answer(
                    admin.createTopics(List.of(wanted.configs(new HashMap<>(config))))
                            .all(),
                    "create topic " + topic);
        } catch (TopicExistsException raced) {
            // somebody else was faster, which is as good
        }
        return awaitReady(topic);
    }

    private TopicDescription awaitReady(String topic) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                committedEnds(topic);
                return find(topic).orElseThrow(() -> new UnknownTopicOrPartitionException("no topic " + topic));
            } catch (KafkaException notYet) {
                if (System.nanoTime() > deadline) throw notYet;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new KafkaException("interrupted while waiting for topic " + topic, stop);
            }
        }
    }

    /** What groups have committed for any of these topics, by group. */
    public Map<String, Map<TopicPartition, Long>> commits(Collection<String> topics) {
        Map<String, Map<TopicPartition, Long>> commits = new TreeMap<>();
        var groups = answer(admin.listGroups().valid(), "list groups");
        for (var group : groups) {
            Map<TopicPartition, Long> committed = commits(group.groupId(), topics);
            if (!committed.isEmpty()) commits.put(group.groupId(), committed);
        }
        return commits;
    }

    /** What one group has committed for any of these topics; empty when it may not be asked. */
    public Map<TopicPartition, Long> commits(String group, Collection<String> topics) {
        Map<TopicPartition, Long> committed = new HashMap<>();
        try {
            answer(
                            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                            "list the offsets of group " + group)
                    .forEach((partition, offset) -> {
                        if (offset != null && topics.contains(partition.topic())) {
                            committed.put(partition, offset.offset());
                        }
                    });
        } catch (KafkaException notOurs) {
            return Map.of();
        }
        return committed;
    }

    /** Waits for an admin future; what the broker refused comes out as the broker's own exception. */
    public static <T> T answer(KafkaFuture<T> future, String question) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof KafkaException refused) throw refused;
            throw new KafkaException("could not " + question, failed.getCause());
        } catch (TimeoutException late) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "could not " + question + " within " + PATIENCE.toSeconds() + " s", late);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted: could not " + question, stop);
        }
    }
}
