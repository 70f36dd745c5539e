package io.holdfast.redrive.dialect;

import io.holdfast.names.HeaderNames;
import java.util.List;

/**
 * The header names of one dialect. A list is tried in order and the first name present counts; an empty list means
 * that the dialect has no such header.
 */
record DialectNames(
        List<String> topic,
        List<String> partition,
        List<String> offset,
        List<String> timestamp,
        List<String> group,
        List<String> errorClass,
        List<String> errorMessage,
        List<String> stackTrace,
        List<String> attempts,
        boolean binary) {

    static DialectNames of(Dialect dialect) {
        return switch (dialect) {
            case HOLDFAST -> HOLDFAST;
            case SPRING -> SPRING;
            case CONNECT -> CONNECT;
            case STREAMS -> STREAMS;
            case SMALLRYE -> SMALLRYE;
            case SHARE_GROUP -> SHARE_GROUP;
            case UNKNOWN -> UNKNOWN;
        };
    }

    private static final DialectNames HOLDFAST = new DialectNames(
            List.of(HeaderNames.ORIGIN_TOPIC),
            List.of(HeaderNames.ORIGIN_PARTITION),
            List.of(HeaderNames.ORIGIN_OFFSET),
            List.of(HeaderNames.ORIGIN_TIMESTAMP),
            List.of(HeaderNames.GROUP),
            List.of(HeaderNames.ERROR_CLASS),
            List.of(HeaderNames.ERROR_MESSAGE, HeaderNames.REASON),
            List.of(HeaderNames.ERROR_STACK_TRACE),
            List.of(HeaderNames.ATTEMPTS),
            false);

    /** Behind retry topics the coordinates of the source stand in {@code kafka_original-*}. */
    private static final DialectNames SPRING = new DialectNames(
            List.of("kafka_original-topic", "kafka_dlt-original-topic"),
            List.of("kafka_original-partition", "kafka_dlt-original-partition"),
            List.of("kafka_original-offset", "kafka_dlt-original-offset"),
            List.of("kafka_original-timestamp", "kafka_dlt-original-timestamp"),
            List.of("kafka_dlt-original-consumer-group", "kafka_original-consumer-group"),
            List.of(
                    "kafka_dlt-exception-cause-fqcn",
                    "kafka_exception-cause-fqcn",
                    "kafka_dlt-exception-fqcn",
                    "kafka_exception-fqcn"),
            List.of("kafka_dlt-exception-message", "kafka_exception-message"),
            List.of("kafka_dlt-exception-stacktrace", "kafka_exception-stacktrace"),
            List.of("retry_topic-attempts"),
            true);

    private static final DialectNames CONNECT = new DialectNames(
            List.of("__connect.errors.topic"),
            List.of("__connect.errors.partition"),
            List.of("__connect.errors.offset"),
            List.of(),
            List.of("__connect.errors.connector.name"),
            List.of("__connect.errors.exception.class.name"),
            List.of("__connect.errors.exception.message"),
            List.of("__connect.errors.exception.stacktrace"),
            List.of(),
            false);

    private static final DialectNames STREAMS = new DialectNames(
            List.of("__streams.errors.topic"),
            List.of("__streams.errors.partition"),
            List.of("__streams.errors.offset"),
            List.of(),
            List.of(),
            List.of("__streams.errors.exception"),
            List.of("__streams.errors.message"),
            List.of("__streams.errors.stacktrace"),
            List.of(),
            false);

    private static final DialectNames SMALLRYE = new DialectNames(
            List.of("dead-letter-topic"),
            List.of("dead-letter-partition"),
            List.of("dead-letter-offset"),
            List.of(),
            List.of(),
            List.of("dead-letter-cause-class-name", "dead-letter-exception-class-name"),
            List.of("dead-letter-reason", "dead-letter-cause"),
            List.of(),
            List.of(),
            false);

    private static final DialectNames SHARE_GROUP = new DialectNames(
            List.of("__dlq.errors.topic"),
            List.of("__dlq.errors.partition"),
            List.of("__dlq.errors.offset"),
            List.of(),
            List.of("__dlq.errors.group"),
            List.of(),
            List.of("__dlq.errors.message"),
            List.of(),
            List.of("__dlq.errors.delivery.count"),
            false);

    private static final DialectNames UNKNOWN = new DialectNames(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), false);
}
