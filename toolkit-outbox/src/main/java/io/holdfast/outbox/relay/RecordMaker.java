package io.holdfast.outbox.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.outbox.store.OutboxRow;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Makes records of rows: key and headers as UTF-8, the payload as it is. Every record carries the header {@code id},
 * by which consumers know a duplicate.
 */
final class RecordMaker {
    /** Smallest size of a batch of one record beyond its key, value and headers. */
    private static final int OVERHEAD = 61 + 7;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String typeHeader;

    RecordMaker(String typeHeader) {
        this.typeHeader = typeHeader;
    }

    /** Throws {@link SerializationException} when the row's headers are not a JSON object. */
    ProducerRecord<byte[], byte[]> record(OutboxRow row, String topic) {
        return new ProducerRecord<>(topic, null, null, key(row), row.payload(), headers(row));
    }

    /** As it would have been, to another topic, with the reason and the topic it was meant for. */
    ProducerRecord<byte[], byte[]> deadLetter(OutboxRow row, String dlqTopic, String meantFor, String reason) {
        List<Header> headers = new ArrayList<>();
        try {
            headers.addAll(headers(row));
        } catch (SerializationException e) {
            // The headers are what is wrong with the row; its reason says so.
            headers.add(header("id", row.id()));
        }
        headers.add(header("holdfast-reason", reason));
        headers.add(header("holdfast-origin-topic", meantFor));
        return new ProducerRecord<>(dlqTopic, null, null, key(row), row.payload(), headers);
    }

    /** No batch that holds the row is smaller than this, as long as it is not compressed. */
    static long smallestSize(OutboxRow row) {
        long key = row.aggregateId() == null ? 0 : row.aggregateId().length();
        return OVERHEAD + key + row.payloadLength();
    }

    private static byte[] key(OutboxRow row) {
        return row.aggregateId() == null ? null : row.aggregateId().getBytes(UTF_8);
    }

    private List<Header> headers(OutboxRow row) {
        List<Header> headers = new ArrayList<>(4);
        headers.add(header("id", row.id()));
        if (!typeHeader.isEmpty()) headers.add(header(typeHeader, row.type()));
        if (row.headers() != null) addAll(headers, row.headers());
        return headers;
    }

    private static void addAll(List<Header> headers, String json) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new SerializationException("headers are not JSON", e);
        }
        if (!node.isObject()) throw new SerializationException("headers are not a JSON object");
        node.properties().forEach(each -> {
            JsonNode value = each.getValue();
            if (value.isNull()) headers.add(new RecordHeader(each.getKey(), (byte[]) null));
            else headers.add(header(each.getKey(), value.isValueNode() ? value.asText() : value.toString()));
        });
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }
}
