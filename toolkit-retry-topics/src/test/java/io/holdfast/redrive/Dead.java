package io.holdfast.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.testkit.Kafka;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Dead letters of a Holdfast group for tests: a source, its retry topic and its dead-letter topic. */
final class Dead {

    final Kafka kafka;
    final String source;
    final String group;
    final String retry;
    final String dlq;
    final int partitions;

    private Dead(Kafka kafka, int partitions, Map<String, String> dlqConfig) {
        this.kafka = kafka;
        this.partitions = partitions;
        source = kafka.topic("orders", partitions);
        group = kafka.group("billing");
        retry = source + "." + group + ".retry.1";
        dlq = source + "." + group + ".dlq";
        kafka.createTopic(retry, partitions, Map.of());
        kafka.createTopic(dlq, partitions, dlqConfig);
    }

    static Dead topics(Kafka kafka, int partitions) {
        return new Dead(kafka, partitions, Map.of());
    }

    static Dead topics(Kafka kafka, int partitions, Map<String, String> dlqConfig) {
        return new Dead(kafka, partitions, dlqConfig);
    }

    /** One dead letter to be written. */
    static final class Letter {
        private final Dead dead;
        private final int partition;
        private final byte[] key;
        private final byte[] value;
        private final Map<String, byte[]> headers = new LinkedHashMap<>();

        private Letter(Dead dead, int partition, long originOffset, byte[] key, byte[] value) {
            this.dead = dead;
            this.partition = partition;
            this.key = key;
            this.value = value;
            with("trace", "t-" + originOffset)
                    .with("holdfast-origin-topic", dead.source)
                    .with("holdfast-origin-partition", Integer.toString(partition))
                    .with("holdfast-origin-offset", Long.toString(originOffset))
                    .with("holdfast-group", dead.group)
                    .with("holdfast-attempts", "5")
                    .with("holdfast-reason", "exhausted")
                    .with("holdfast-error-class", "java.io.IOException")
                    .with("holdfast-error-message", "connection refused");
        }

        Letter with(String name, String value) {
            headers.put(name, value.getBytes(UTF_8));
            return this;
        }

        Letter with(String name, byte[] value) {
            headers.put(name, value);
            return this;
        }

        Letter without(String name) {
            headers.remove(name);
            return this;
        }

        ProducerRecord<byte[], byte[]> record() {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(dead.dlq, partition, key, value);
            headers.forEach((name, bytes) -> record.headers().add(name, bytes));
            return record;
        }
    }

    Letter letter(int partition, long originOffset, String key, String value) {
        return new Letter(this, partition, originOffset, bytes(key), bytes(value));
    }

    void write(Letter... letters) {
        write(List.of(letters));
    }

    void write(List<Letter> letters) {
        Map<String, Object> properties = kafka.clientProperties();
        properties.put("max.request.size", 10_000_000);
        properties.put("acks", "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Letter letter : letters) sent.add(producer.send(letter.record()));
            for (Future<RecordMetadata> one : sent) one.get();
        } catch (ExecutionException | InterruptedException failed) {
            throw new AssertionError("could not write the dead letters", failed);
        }
    }

    /** {@code count} letters over all partitions, ten keys a partition, values {@code p:i}. */
    void fill(int count) {
        List<Letter> letters = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int partition = i % partitions;
            letters.add(letter(partition, i, "k" + partition + "-" + i % (10 * partitions), partition + ":" + i));
        }
        write(letters);
    }

    Redrive redrive() {
        return new Redrive(kafka.clientProperties());
    }

    List<String> values(String topic) {
        return kafka.readAll(topic).stream().map(Dead::value).toList();
    }

    static String value(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null ? null : new String(record.value(), UTF_8);
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }
}
