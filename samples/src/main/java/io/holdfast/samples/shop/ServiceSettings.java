package io.holdfast.samples.shop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * What an order service is told at its start, as arguments of its process.
 *
 * @param run number of this process, 1 for the first; it is written beside each shipment
 * @param ordersPerSecond how fast it may go; 0 for no limit
 */
public record ServiceSettings(
        String bootstrapServers, String topic, String group, String databaseUrl, int run, double ordersPerSecond) {

    public static ServiceSettings parse(String[] arguments) {
        if (arguments.length != 6)
            throw new IllegalArgumentException(
                    "usage: <bootstrap servers> <topic> <group> <database url> <run> <orders per second>, got "
                            + arguments.length + " arguments");
        return new ServiceSettings(
                arguments[0],
                arguments[1],
                arguments[2],
                arguments[3],
                Integer.parseInt(arguments[4]),
                Double.parseDouble(arguments[5]));
    }

    /** What {@link #parse} reads. */
    public List<String> arguments() {
        return List.of(
                bootstrapServers, topic, group, databaseUrl, Integer.toString(run), Double.toString(ordersPerSecond));
    }

    /** Client properties. A member that was killed is noticed after three seconds, so that its successor can begin. */
    public Map<String, Object> kafka() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 3_000);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 500);
        return properties;
    }
}
