package io.holdfast.failure;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A consumer's connection, used for a producer and an admin client: everything that is not a consumer's alone. */
final class ClientConnection {
    /** Large enough that the broker's own limit is the one that counts. */
    private static final int LARGEST_REQUEST = 64 * 1024 * 1024;

    private final Map<String, Object> properties = new HashMap<>();
    private final Map<String, Object> own;

    ClientConnection(Map<String, Object> consumerProperties, Map<String, Object> own) {
        this.own = own;
        consumerProperties.forEach((name, value) -> {
            if (isShared(name)) properties.put(name, value);
        });
        properties.putAll(own);
        if (!properties.containsKey(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG))
            throw new IllegalArgumentException(
                    "the failure route has no bootstrap.servers: give it producer properties of its own");
    }

    KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settled = new HashMap<>();
        settled.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        settled.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * LARGEST_REQUEST);
        settled.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settled.putAll(properties);
        settled.put(ProducerConfig.ACKS_CONFIG, "all");
        settled.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return new KafkaProducer<>(settled, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Admin admin() {
        Map<String, Object> settled = new HashMap<>(properties);
        settled.keySet().removeIf(name -> !AdminClientConfig.configNames().contains(name) && own.containsKey(name));
        return Admin.create(settled);
    }

    private static boolean isShared(String name) {
        if (name.equals(ConsumerConfig.CLIENT_ID_CONFIG) || name.equals(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG))
            return false;
        Set<String> consumers = ConsumerConfig.configNames();
        return !consumers.contains(name) || AdminClientConfig.configNames().contains(name);
    }
}
