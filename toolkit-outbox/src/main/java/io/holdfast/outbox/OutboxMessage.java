package io.holdfast.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One message for the outbox: what the record in Kafka will be made of.
 *
 * <p>The aggregate type names the topic, the aggregate id is the record's key; messages of one key are published in
 * the order in which they were inserted. Immutable; the payload is not copied, so leave the array alone.
 */
public final class OutboxMessage {
    private final UUID id;
    private final String aggregateType;
    private final String aggregateId;
    private final String type;
    private final byte[] payload;
    private final Map<String, String> headers;

    private OutboxMessage(Builder builder, Map<String, String> headers) {
        this.id = builder.id;
        this.aggregateType = builder.aggregateType;
        this.aggregateId = builder.aggregateId;
        this.type = builder.type;
        this.payload = builder.payload;
        this.headers = headers;
    }

    /**
     * Starts a message with a random id and no payload.
     *
     * @param aggregateType names the topic
     * @param aggregateId the key, or null for a message that has no order
     * @param type kind of event
     */
    public static Builder of(String aggregateType, String aggregateId, String type) {
        return new Builder(aggregateType, aggregateId, type);
    }

    public UUID id() {
        return id;
    }

    public String aggregateType() {
        return aggregateType;
    }

    /** Null for a null key. */
    public String aggregateId() {
        return aggregateId;
    }

    public String type() {
        return type;
    }

    /** Null for a tombstone. */
    byte[] payload() {
        return payload;
    }

    /** In the order in which they were set; cannot be changed. */
    public Map<String, String> headers() {
        return headers;
    }

    @Override
    public String toString() {
        return "OutboxMessage[" + aggregateType + "/" + type + " " + id + "]";
    }

    /** Builds one message; not for use by several threads. Without a payload the record is a tombstone. */
    public static final class Builder {
        private static final ObjectMapper JSON = new ObjectMapper();
        private static final Pattern TRACE_PARENT =
                Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

        private final String aggregateType;
        private final String aggregateId;
        private final String type;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private UUID id = UUID.randomUUID();
        private byte[] payload;
        private String cloudEventSource;

        private Builder(String aggregateType, String aggregateId, String type) {
            this.aggregateType = requireShort("aggregateType", requireNonNull(aggregateType, "aggregateType"));
            this.aggregateId = aggregateId == null ? null : requireShort("aggregateId", aggregateId);
            this.type = requireShort("type", requireNonNull(type, "type"));
        }

        /** Id by which consumers know a duplicate. Default: a random one. */
        public Builder id(UUID messageId) {
            this.id = requireNonNull(messageId, "id");
            return this;
        }

        public Builder payload(byte[] bytes) {
            this.payload = requireNonNull(bytes, "payload");
            return this;
        }

        /** Text as UTF-8. */
        public Builder payload(String text) {
            return payload(requireNonNull(text, "payload").getBytes(UTF_8));
        }

        /** {@code value} as JSON, written by a plain {@link ObjectMapper}; sets {@code content-type}. */
        public Builder json(Object value) {
            return json(value, JSON);
        }

        /**
         * {@code value} as JSON, written by {@code mapper}; sets {@code content-type}.
         *
         * @throws IllegalArgumentException when the mapper cannot write it, here and not in the relay
         */
        public Builder json(Object value, ObjectMapper mapper) {
            try {
                payload(mapper.writeValueAsBytes(value));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("payload of " + aggregateType + "/" + type + " cannot be JSON", e);
            }
            return header("content-type", "application/json");
        }

        /** One more header; a second value for the same name replaces the first. */
        public Builder header(String name, String value) {
            requireNonNull(name, "header name");
            requireNonNull(value, "header value");
            if (name.isEmpty()) throw new IllegalArgumentException("a header needs a name");
            headers.put(name, value);
            return this;
        }

        /**
         * W3C trace context, so that the consumer's span continues the writer's trace.
         *
         * @param traceParent as in the specification, version to flags
         */
        public Builder traceParent(String traceParent) {
            requireNonNull(traceParent, "traceParent");
            if (!TRACE_PARENT.matcher(traceParent).matches())
                throw new IllegalArgumentException("traceparent '" + traceParent
                        + "' is not of the form 00-<32 hex digits>-<16 hex digits>-<2 hex digits>");
            return header("traceparent", traceParent);
        }

        /** Adds CloudEvents attributes in binary mode ({@code ce_id}, {@code ce_type}, {@code ce_subject}, …). */
        public Builder cloudEvent(String source) {
            this.cloudEventSource = requireNonNull(source, "source");
            return this;
        }

        public OutboxMessage build() {
            Map<String, String> all = new LinkedHashMap<>(headers);
            if (cloudEventSource != null) {
                all.putIfAbsent("ce_specversion", "1.0");
                all.putIfAbsent("ce_id", id.toString());
                all.putIfAbsent("ce_source", cloudEventSource);
                all.putIfAbsent("ce_type", type);
                if (aggregateId != null) all.putIfAbsent("ce_subject", aggregateId);
            }
            return new OutboxMessage(this, Collections.unmodifiableMap(all));
        }

        /** The default columns hold 255 characters; a longer value would fail in the caller's transaction. */
        private static String requireShort(String what, String value) {
            if (value.length() > 255)
                throw new IllegalArgumentException(what + " must have at most 255 characters, had " + value.length());
            return value;
        }
    }
}
