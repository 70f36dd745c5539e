package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

@KafkaTest
class ChosenKafkaIT {

    @Test
    void anExistingClusterIsUsedAndLeftRunning(Kafka running) {
        Map<String, String> environment = Map.of(ChosenKafka.BOOTSTRAP_SERVERS, running.bootstrapServers());
        String topic;
        try (Kafka existing = ChosenKafka.start(environment, "container")) {
            assertThat(existing.bootstrapServers()).isEqualTo(running.bootstrapServers());
            topic = existing.topic("existing", 1);
        }
        assertThat(running.endOffsets(topic)).hasSize(1);
    }

    @Test
    void aChildProcessOnRequest() {
        try (Kafka kafka = ChosenKafka.start(Map.of(), "process")) {
            assertThat(kafka).isInstanceOf(KafkaProcesses.class);
        }
    }

    @Test
    void anUnknownKindIsRefusedWithTheChoices() {
        assertThatThrownBy(() -> ChosenKafka.start(Map.of(), "cloud"))
                .hasMessage("holdfast.test.kafka=cloud is unknown: use embedded, process or container");
    }

    @Test
    void aContainerWithoutDockerSaysSo() {
        assumeFalse(Files.exists(Path.of("/var/run/docker.sock")) || System.getenv("DOCKER_HOST") != null);
        assertThatThrownBy(() -> ChosenKafka.start(Map.of(), "container"))
                .hasMessageContaining("holdfast.test.kafka=container cannot start apache/kafka:")
                .hasMessageContaining("Docker");
    }
}
