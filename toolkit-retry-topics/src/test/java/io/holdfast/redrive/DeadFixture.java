package io.holdfast.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.testkit.Kafka;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** {@link Dead} for the tests of the commands, which live next door. */
public final class DeadFixture {

    private final Dead dead;
    private int offset;

    public DeadFixture(Kafka kafka, int partitions) {
        dead = Dead.topics(kafka, partitions);
    }

    public String dlq() {
        return dead.dlq;
    }

    public String group() {
        return dead.group;
    }

    public String retry() {
        return dead.retry;
    }

    public void write(String... values) {
        for (String value : values) dead.write(dead.letter(0, offset++, "k", value));
    }

    public void writeWithError(String message, String value) {
        dead.write(dead.letter(0, offset++, message, value)
                .with("holdfast-error-class", message)
                .with("holdfast-error-message", message)
                .with("holdfast-group", message)
                .with(message, message));
    }

    public void writeBytes(byte[] key, byte[] value) throws Exception {
        try (var producer = dead.kafka.producer()) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(dead.dlq, 0, key, value);
            record.headers().add("binary", key).add("none", null);
            producer.send(record).get();
        }
    }

    public int retried() {
        return dead.values(dead.retry).size();
    }

    /** Key, value and headers of every record, readable when they differ. */
    public List<String> contents() {
        return dead.kafka.readAll(dead.dlq).stream()
                .map(record -> {
                    StringBuilder all =
                            new StringBuilder(Arrays.toString(record.key()) + Arrays.toString(record.value()));
                    record.headers().forEach(h -> all.append(h.key())
                            .append(h.value() == null ? "-" : new String(h.value(), UTF_8)));
                    return all.toString();
                })
                .toList();
    }
}
