package io.holdfast.outbox.relay;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What is known about the topics written to. A record is sent only to a topic known to be there, so a missing topic
 * never blocks the producer; asking also tells whether the cluster answers at all. Loop thread only; answers come
 * through the inbox.
 */
final class TopicCatalog implements AutoCloseable {

    /**
     * A topic that is there.
     *
     * @param maxMessageBytes largest batch it takes
     * @param needsKey whether it is compacted and refuses records without a key
     */
    record Facts(int maxMessageBytes, boolean needsKey) {}

    /** What asking about a topic came to. */
    interface Answer {
        void found(Facts facts);

        void missing(String reason);

        void unreachable(Exception e);
    }

    private final Map<String, Facts> known = new HashMap<>();
    private final Set<String> asking = new HashSet<>();
    private final Map<String, Object> properties;
    private final Inbox inbox;
    private Admin admin;

    TopicCatalog(Map<String, Object> properties, Inbox inbox) {
        this.properties = properties;
        this.inbox = inbox;
    }

    /** Null when nothing is known yet. */
    Facts facts(String topic) {
        return known.get(topic);
    }

    void forget(String topic) {
        known.remove(topic);
    }

    /** After any failure: everything known may be old. */
    void forgetAll() {
        known.clear();
    }

    boolean asking() {
        return !asking.isEmpty();
    }

    void ask(String topic, Answer answer) {
        if (!asking.add(topic)) return;
        CompletionStage<Facts> facts;
        try {
            facts = describe(topic);
        } catch (RuntimeException e) {
            facts = CompletableFuture.failedFuture(e);
        }
        var unused = facts.whenComplete((found, e) -> inbox.post(() -> {
            asking.remove(topic);
            if (e == null) {
                known.put(topic, found);
                answer.found(found);
            } else {
                tell(topic, e, answer);
            }
        }));
    }

    private static void tell(String topic, Throwable e, Answer answer) {
        Throwable cause = bare(e);
        if (cause instanceof UnknownTopicOrPartitionException) answer.missing("topic " + topic + " does not exist");
        else if (Failure.of(cause) == Failure.TOPIC) answer.missing("topic " + topic + ": " + cause.getMessage());
        else answer.unreachable(cause instanceof Exception known ? known : new IllegalStateException(cause));
    }

    /** A topic counts as there only when every partition has a leader that answers: see KAFKA-15591. */
    private CompletionStage<Facts> describe(String topic) {
        if (admin == null) admin = Admin.create(properties);
        Admin asked = admin;
        return asked.describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .toCompletionStage()
                .thenCompose(description -> leadersAnswer(asked, description))
                .thenCompose(answered -> config(asked, topic));
    }

    private static CompletionStage<?> leadersAnswer(Admin admin, TopicDescription topic) {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        topic.partitions()
                .forEach(p -> partitions.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest()));
        return admin.listOffsets(partitions).all().toCompletionStage();
    }

    /** Who may write to a topic may not always read its settings; then the broker has the only word on sizes. */
    private static CompletionStage<Facts> config(Admin admin, String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .values()
                .get(resource)
                .toCompletionStage()
                .handle((config, e) -> {
                    if (e == null) return facts(config);
                    if (bare(e) instanceof AuthorizationException) return new Facts(Integer.MAX_VALUE, false);
                    throw new CompletionException(bare(e));
                });
    }

    private static Throwable bare(Throwable e) {
        boolean wrapped = e instanceof ExecutionException || e instanceof CompletionException;
        return wrapped && e.getCause() != null ? bare(e.getCause()) : e;
    }

    private static Facts facts(Config config) {
        return new Facts(
                Integer.parseInt(
                        config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value()),
                config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().contains(TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    @Override
    public void close() {
        if (admin != null) admin.close(Duration.ZERO);
    }
}
