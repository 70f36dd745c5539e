package io.holdfast.bench.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@KafkaTest
class TopicLoadIT {

    private static final TopicLoad LOAD = new TopicLoad(3, 10, 100, 5);

    @TempDir
    private Path scratch;

    @Test
    void keys_are_equally_frequent_and_each_lies_in_one_partition(Kafka kafka) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> records = load(kafka);
        Map<String, Long> frequencies = records.stream().collect(groupingBy(TopicLoadIT::key, counting()));
        assertThat(frequencies).hasSize(10).allSatisfy((key, count) -> assertThat(count)
                .isEqualTo(20));
        assertThat(records).allSatisfy(record -> {
            assertThat(record.partition())
                    .isEqualTo(Integer.parseInt(key(record).substring(4)) % 3);
            assertThat(record.value()).hasSize(100);
        });
    }

    @Test
    void same_seed_loads_the_same_order(Kafka kafka) throws Exception {
        assertThat(load(kafka).stream().map(TopicLoadIT::key).toList())
                .isEqualTo(load(kafka).stream().map(TopicLoadIT::key).toList());
    }

    private List<ConsumerRecord<byte[], byte[]>> load(Kafka kafka) throws Exception {
        Conditions conditions = new Conditions(kafka.bootstrapServers(), kafka.group("load"), 200, 1, scratch);
        LOAD.make(conditions);
        return kafka.readAll(conditions.topic());
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), UTF_8);
    }
}
