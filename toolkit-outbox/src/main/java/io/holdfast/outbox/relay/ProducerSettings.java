package io.holdfast.outbox.relay;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The producer's properties: the user's, over defaults of ours, but for those on which order and loss depend.
 *
 * <p>Refused rather than corrected: somebody who sets {@code acks=1} should hear that it is not what they get.
 */
final class ProducerSettings {
    private static final Map<String, String> FIXED = Map.of(
            ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");

    private final Map<String, Object> properties = new HashMap<>();
    private final long deliveryMillis;
    private final int maxRequestSize;
    private final boolean compressed;

    ProducerSettings(RelayOptions options) {
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        properties.put(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, options.lease().toMillis() / 2);
        properties.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) options.lease().toMillis() / 4);
        properties.put(
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                Math.min(1_000, options.lease().toMillis() / 8));
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "holdfast-outbox-" + options.instance());
        for (Map.Entry<String, Object> given : options.producer().entrySet()) put(given.getKey(), given.getValue());
        properties.putAll(FIXED);
        deliveryMillis = number(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) deliveryMillis);
        maxRequestSize = properties.containsKey(ProducerConfig.MAX_REQUEST_SIZE_CONFIG)
                ? (int) number(ProducerConfig.MAX_REQUEST_SIZE_CONFIG)
                : 1 << 20;
        compressed =
                !"none".equals(String.valueOf(properties.getOrDefault(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none")));
        long buffer = Math.max(2 * options.inFlightBytes(), 2L * maxRequestSize) + (8L << 20);
        properties.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, buffer);
        requireLeaseOutlivesDelivery(options);
    }

    private void put(String name, Object value) {
        String fixed = FIXED.get(name);
        boolean all = name.equals(ProducerConfig.ACKS_CONFIG) && "-1".equals(String.valueOf(value));
        boolean same = fixed == null || all || fixed.equals(String.valueOf(value));
        if (!same)
            throw new IllegalArgumentException("producer property " + name + "=" + value
                    + " would lose or reorder messages: it must be " + fixed + ", leave it out");
        if (name.equals(ProducerConfig.TRANSACTIONAL_ID_CONFIG))
            throw new IllegalArgumentException("producer property " + name + " is not for you to set");
        properties.put(name, value);
    }

    private void requireLeaseOutlivesDelivery(RelayOptions options) {
        long needed = deliveryMillis + 3 * options.heartbeat().toMillis() + Lease.MARGIN_NANOS / 1_000_000;
        if (options.lease().toMillis() < needed)
            throw new IllegalArgumentException("lease of " + options.lease().toMillis() + " ms is too short: with"
                    + " delivery.timeout.ms=" + deliveryMillis + " and a heartbeat of "
                    + options.heartbeat().toMillis() + " ms it must be at least " + needed
                    + " ms, or a record could land after another relay has taken over");
    }

    private long number(String name) {
        Object value = properties.get(name);
        try {
            return Long.parseLong(String.valueOf(value).trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("producer property " + name + "=" + value + " is not a number", e);
        }
    }

    Map<String, Object> producer() {
        return properties;
    }

    /** Those that both kinds of client know: addresses and security. */
    Map<String, Object> admin() {
        Map<String, Object> admin = new HashMap<>(properties);
        admin.keySet().retainAll(AdminClientConfig.configNames());
        admin.put("request.timeout.ms", 5_000);
        admin.put("default.api.timeout.ms", 5_000);
        return admin;
    }

    long deliveryNanos() {
        return deliveryMillis * 1_000_000;
    }

    int maxRequestSize() {
        return maxRequestSize;
    }

    /** Whether a record may be smaller on the wire than it is. */
    boolean compressed() {
        return compressed;
    }
}
