package io.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaProcessesIT {

    @Test
    void recordsSurviveKillStopAndSuspendOfTheOnlyBroker() {
        try (KafkaProcesses kafka = KafkaProcesses.startOne()) {
            String topic = kafka.topic("survivors", 2);
            kafka.send(records(topic, 0, 100));

            kafka.kill(1);
            assertThatThrownBy(() -> kafka.process(1)).hasMessageContaining("node 1 does not run");
            kafka.start(1);
            kafka.send(records(topic, 100, 200));

            kafka.restart(1);
            assertThat(kafka.readAll(topic)).hasSize(200);

            kafka.suspend(1);
            assertThatThrownBy(() -> sendImpatiently(kafka, topic)).hasMessageContaining("1");
            kafka.resume(1);
            kafka.send(records(topic, 200, 300));
            assertThat(kafka.readAll(topic)).hasSizeGreaterThanOrEqualTo(300);
        }
    }

    @Test
    void aClusterOfThreeGoesOnWithoutOne() {
        try (KafkaProcesses kafka = KafkaProcesses.startThree()) {
            assertThat(kafka.nodes()).containsExactly(1, 2, 3);
            String topic = kafka.topic("cluster", 6);
            kafka.send(records(topic, 0, 300));
            kafka.kill(2);
            kafka.send(records(topic, 300, 600));
            assertThat(kafka.readAll(topic)).hasSize(600);
            kafka.start(2);
            kafka.kill(3);
            kafka.send(records(topic, 600, 900));
            assertThat(kafka.readAll(topic)).hasSize(900);
        }
    }

    private static void sendImpatiently(Kafka kafka, String topic) throws Exception {
        Map<String, Object> properties = kafka.clientProperties();
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 1_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 500);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        try (var producer = new org.apache.kafka.clients.producer.KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, "late".getBytes(UTF_8))).get();
        }
    }

    private static List<ProducerRecord<byte[], byte[]>> records(String topic, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new ProducerRecord<>(
                        topic,
                        Integer.toString(i).getBytes(UTF_8),
                        Integer.toString(i).getBytes(UTF_8)))
                .toList();
    }
}
