package io.holdfast.redrive;

import io.holdfast.redrive.ledger.Ledger;
import io.holdfast.redrive.ledger.TaskLog;
import io.holdfast.redrive.ledger.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * What a plan has learnt of the topics that its records could go to. Bounded: headers name topics, and headers are
 * input.
 */
final class TargetBook {

    private static final int MOST_TARGETS = 100;
    private static final long KAFKA_DEFAULT_MAX_MESSAGE = 1_048_588;

    /**
     * One topic.
     *
     * @param refusal why nothing may go there, or null
     */
    record Entry(String topicId, int partitions, long maxMessageBytes, boolean writable, String refusal) {
        static Entry refused(String why) {
            return new Entry("", 0, 0, false, why);
        }
    }

    private final Topics topics;
    private final String dlq;
    private final Map<String, Entry> entries = new HashMap<>();

    TargetBook(Topics topics, String dlq) {
        this.topics = topics;
        this.dlq = dlq;
    }

    Entry entry(String topic) {
        Entry known = entries.get(topic);
        if (known != null) return known;
        if (entries.size() >= MOST_TARGETS) return Entry.refused("too-many-targets");
        Entry looked = look(topic);
        entries.put(topic, looked);
        return looked;
    }

    private Entry look(String topic) {
        if (topic.equals(dlq)) return Entry.refused("target-is-dlq");
        if (topic.equals(Ledger.topicOf(dlq))
                || topic.equals(TaskLog.TOPIC)
                || topic.equals(RedriveNames.parking(dlq))) {
            return Entry.refused("target-is-redrives-own:" + topic);
        }
        try {
            Optional<TopicDescription> found = topics.find(topic);
            if (found.isEmpty()) return Entry.refused("no-such-topic:" + topic);
            return new Entry(
                    found.get().topicId().toString(),
                    found.get().partitions().size(),
                    topics.setting(topic, "max.message.bytes", KAFKA_DEFAULT_MAX_MESSAGE),
                    topics.writable(found.get()),
                    null);
        } catch (TopicAuthorizationException hidden) {
            return new Entry("", 0, KAFKA_DEFAULT_MAX_MESSAGE, false, null);
        }
    }
}
