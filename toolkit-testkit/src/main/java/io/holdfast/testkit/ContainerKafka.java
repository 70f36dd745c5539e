package io.holdfast.testkit;

import io.holdfast.testkit.owned.AtExit;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.kafka.KafkaContainer;

/** A broker of the clients' own release in a container, for machines that have Docker and Testcontainers. */
final class ContainerKafka implements Kafka {

    private final KafkaContainer container;
    private final Admin admin;
    private final AtExit atExit;

    static ContainerKafka start() {
        String image = "apache/kafka:" + AppInfoParser.getVersion();
        try {
            return new ContainerKafka(new KafkaContainer(image).withEnv(environment()));
        } catch (IllegalStateException noDocker) {
            throw new IllegalStateException(
                    ChosenKafka.KIND + "=container cannot start " + image + ": " + noDocker.getMessage(), noDocker);
        }
    }

    private ContainerKafka(KafkaContainer container) {
        this.container = container;
        container.start();
        admin = Admin.create(clientProperties());
        atExit = AtExit.close("kafka-container", this::end);
    }

    /** The image reads settings from the environment: KAFKA_ and the name in capitals, dots as underscores. */
    private static Map<String, String> environment() {
        return BrokerSettings.tuning(1).entrySet().stream()
                .collect(Collectors.toMap(
                        setting -> "KAFKA_"
                                + setting.getKey().toUpperCase(Locale.ROOT).replace('.', '_'),
                        Map.Entry::getValue));
    }

    @Override
    public String bootstrapServers() {
        return container.getBootstrapServers();
    }

    @Override
    public Admin admin() {
        return admin;
    }

    @Override
    public void close() {
        atExit.run();
    }

    private void end() {
        admin.close();
        container.stop();
    }
}
