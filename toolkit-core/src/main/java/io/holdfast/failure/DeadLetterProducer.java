package io.holdfast.failure;

import io.holdfast.failure.FailureRoute.Consumption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Writes dead letters, smaller and smaller until one is taken. Any thread. */
final class DeadLetterProducer implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final Producer<byte[], byte[]> producer;
    private final DeadLetterFormat format;
    private final Map<String, Target> targets;

    /** Where the dead letters of one source topic go. */
    private record Target(String topic, int partitions) {}

    private DeadLetterProducer(
            Producer<byte[], byte[]> producer, DeadLetterFormat format, Map<String, Target> targets) {
        this.producer = producer;
        this.format = format;
        this.targets = targets;
    }

    static DeadLetterProducer open(
            ClientConnection connection, Consumption consumption, UnaryOperator<String> nameFor, boolean create) {
        Map<String, Target> targets = new HashMap<>();
        try (Admin admin = connection.admin()) {
            TopicCheck check = new TopicCheck(admin);
            for (String source : consumption.topics()) {
                String topic = nameFor.apply(source);
                targets.put(source, new Target(topic, check.ensure(source, topic, create)));
            }
        }
        KafkaProducer<byte[], byte[]> producer = connection.producer();
        return new DeadLetterProducer(producer, new DeadLetterFormat(consumption.group()), targets);
    }

    CompletionStage<RecordMetadata> send(FailedRecord failed) {
        Target target = targets.get(failed.record().topic());
        if (target == null)
            return CompletableFuture.failedFuture(new IllegalStateException(
                    "no dead-letter topic was set up for " + failed.record().topic()));
        int partition = failed.record().partition() % target.partitions();
        CompletableFuture<RecordMetadata> acknowledged = new CompletableFuture<>();
        send(failed, target.topic(), partition, DeadLetterFormat.Size.WHOLE, acknowledged);
        return acknowledged;
    }

    private void send(
            FailedRecord failed,
            String topic,
            int partition,
            DeadLetterFormat.Size size,
            CompletableFuture<RecordMetadata> acknowledged) {
        ProducerRecord<byte[], byte[]> record = format.encode(failed, topic, partition, size);
        try {
            producer.send(record, (metadata, failure) -> {
                if (failure == null) acknowledged.complete(metadata);
                else if (failure instanceof RecordTooLargeException && size.smaller() != null)
                    send(failed, topic, partition, size.smaller(), acknowledged);
                else acknowledged.completeExceptionally(failure);
            });
        } catch (RuntimeException refused) {
            acknowledged.completeExceptionally(refused);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
