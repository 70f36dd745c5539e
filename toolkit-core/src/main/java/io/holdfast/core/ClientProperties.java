package io.holdfast.core;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** The user's consumer properties, checked, and what we need to be set where the user set nothing. */
final class ClientProperties {
    private final Map<String, Object> properties;

    ClientProperties(Map<String, Object> properties) {
        this.properties = Map.copyOf(properties);
    }

    String group() {
        Object group = properties.get(ConsumerConfig.GROUP_ID_CONFIG);
        if (group == null || group.toString().isBlank())
            throw new IllegalArgumentException("group.id is not set; every consumer needs one");
        return group.toString();
    }

    void check() {
        group();
        if (properties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG) == null)
            throw new IllegalArgumentException("bootstrap.servers is not set");
        Object autoCommit = properties.get(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG);
        if (autoCommit != null && Boolean.parseBoolean(autoCommit.toString()))
            throw new IllegalArgumentException(
                    "enable.auto.commit=true would commit records that are not finished; set it to false or leave it out");
    }

    /** For the Kafka consumer: bytes in, and ours where the user left things open. */
    Map<String, Object> forConsumer() {
        Map<String, Object> settled = new HashMap<>();
        // Polling never waits for handlers, so a large batch costs nothing and saves rounds.
        settled.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        // A new group that starts at the end has skipped what was there, without a word.
        settled.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settled.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settled.putAll(properties);
        settled.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settled.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settled.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return settled;
    }

    Map<String, Object> asGiven() {
        return properties;
    }

    long maxPollIntervalMillis() {
        Object value = properties.get(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG);
        return value == null ? 300_000 : Long.parseLong(value.toString());
    }

    /** A deserialiser as the properties name it; bytes if they name none. */
    Deserializer<?> deserializer(boolean key) {
        String name =
                key ? ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG : ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG;
        Object type = properties.get(name);
        if (type == null) return new ByteArrayDeserializer();
        try {
            Class<?> deserializer = type instanceof Class<?> given ? given : Class.forName(type.toString());
            Deserializer<?> instance =
                    (Deserializer<?>) deserializer.getDeclaredConstructor().newInstance();
            instance.configure(properties, key);
            return instance;
        } catch (ReflectiveOperationException | ClassCastException unusable) {
            throw new IllegalArgumentException(
                    name + "=" + type + " cannot be used: it must be a Deserializer with a public constructor without"
                            + " arguments",
                    unusable);
        }
    }

    static Collection<String> checkTopics(Collection<String> topics) {
        if (topics.isEmpty()) throw new IllegalArgumentException("topics is empty; name at least one");
        for (String topic : topics)
            if (topic == null || topic.isBlank())
                throw new IllegalArgumentException("topics has an empty name: " + topics);
        return java.util.List.copyOf(new java.util.LinkedHashSet<>(topics));
    }
}
