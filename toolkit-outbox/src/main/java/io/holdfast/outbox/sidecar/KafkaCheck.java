package io.holdfast.outbox.sidecar;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Asks the brokers who they are: the shortest way to find wrong addresses, TLS settings and credentials. */
final class KafkaCheck {
    private static final int LIMIT_SECONDS = 10;

    private KafkaCheck() {}

    /** Returns the cluster's id; throws {@link KafkaException} when the brokers do not answer or refuse. */
    static String clusterId(Map<String, Object> kafka) throws InterruptedException {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.keySet().retainAll(AdminClientConfig.configNames());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, LIMIT_SECONDS * 1000);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, LIMIT_SECONDS * 500);
        try (Admin admin = Admin.create(properties)) {
            return admin.describeCluster().clusterId().get(LIMIT_SECONDS + 2, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException(
                    kafka.get("bootstrap.servers") + " has not answered within " + LIMIT_SECONDS + " s", e);
        }
    }
}
