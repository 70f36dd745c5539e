package io.holdfast.samples.shop;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** Orders as JSON. Thread: any. */
public final class OrderFormat implements Serializer<Order>, Deserializer<Order> {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectReader READER = JSON.readerFor(Order.class);
    private static final ObjectWriter WRITER = JSON.writerFor(Order.class);

    @Override
    public void configure(Map<String, ?> properties, boolean isKey) {}

    @Override
    public byte[] serialize(String topic, Order order) {
        try {
            return WRITER.writeValueAsBytes(order);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Throws on anything that is not an order; the consumer makes a dead letter of it. */
    @Override
    public Order deserialize(String topic, byte[] bytes) {
        try {
            return READER.readValue(bytes);
        } catch (IOException unreadable) {
            throw new SerializationException("this is not an order", unreadable);
        }
    }

    @Override
    public void close() {}
}
