package io.holdfast.testkit;

import java.util.Map;

/** The cluster that environment and system properties ask for; {@link KafkaTest} documents them. */
final class ChosenKafka {

    static final String BOOTSTRAP_SERVERS = "HOLDFAST_TEST_BOOTSTRAP_SERVERS";
    static final String KIND = "holdfast.test.kafka";

    static Kafka start() {
        return start(System.getenv(), System.getProperty(KIND, "embedded"));
    }

    static Kafka start(Map<String, String> environment, String kind) {
        String bootstrapServers = environment.getOrDefault(BOOTSTRAP_SERVERS, "");
        if (!bootstrapServers.isBlank()) {
            return new ExistingKafka(bootstrapServers);
        }
        return switch (kind) {
            case "embedded" -> EmbeddedKafka.start();
            case "process" -> KafkaProcesses.startOne();
            case "container" -> container();
            default ->
                throw new IllegalArgumentException(
                        KIND + "=" + kind + " is unknown: use embedded, process or container");
        };
    }

    /** Testcontainers is an optional dependency: its class is touched only here. */
    private static Kafka container() {
        try {
            return ContainerKafka.start();
        } catch (NoClassDefFoundError absent) {
            throw new IllegalStateException(
                    KIND + "=container needs org.testcontainers:testcontainers-kafka on the test class path", absent);
        }
    }

    private ChosenKafka() {}
}
