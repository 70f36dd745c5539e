package io.holdfast.redrive.dialect;

import io.holdfast.names.HeaderNames;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Who wrote a dead letter, known by the headers that only they write. */
public enum Dialect {
    /** {@code holdfast-*}, text. */
    HOLDFAST,
    /** {@code kafka_dlt-*} of a recoverer, or {@code kafka_original-*} of its retry topics; binary numbers. */
    SPRING,
    /** {@code __connect.errors.*}, text; written only when the connector has context headers enabled. */
    CONNECT,
    /** {@code __streams.errors.*}, text. */
    STREAMS,
    /** {@code dead-letter-*}, text; the newest hop stands first. */
    SMALLRYE,
    /** {@code __dlq.errors.*}, text; usually a pointer without key and value. */
    SHARE_GROUP,
    /** None of the above: the record can be moved only to a topic that the operator names. */
    UNKNOWN;

    /**
     * The dialect whose mark stands last among the headers: libraries append, so the last one is the latest failure.
     * A header of a Holdfast redrive is no mark, for a foreign consumer carries it along.
     */
    public static Dialect of(Headers headers) {
        Dialect last = UNKNOWN;
        for (Header header : headers) {
            Dialect marked = markedBy(header.key());
            if (marked != UNKNOWN) last = marked;
        }
        return last;
    }

    private static Dialect markedBy(String name) {
        if (name.equals(HeaderNames.REASON) || name.equals(HeaderNames.ERROR_CLASS)) return HOLDFAST;
        if (name.startsWith("kafka_")) return isSpring(name) ? SPRING : UNKNOWN;
        if (name.startsWith("dead-letter-")) return SMALLRYE;
        if (!name.startsWith("__")) return UNKNOWN;
        if (name.startsWith("__connect.errors.")) return CONNECT;
        if (name.startsWith("__streams.errors.")) return STREAMS;
        return name.startsWith("__dlq.errors.") ? SHARE_GROUP : UNKNOWN;
    }

    private static boolean isSpring(String name) {
        return name.startsWith("kafka_dlt-")
                || name.startsWith("kafka_original-")
                || name.startsWith("kafka_exception-");
    }

    /**
     * Whether a header tells of the failure and not of the message, so that a redriven record must not carry it on:
     * failures would pile up with each round, and a consumer would count old attempts.
     */
    public boolean isControl(String name) {
        if (name.startsWith(HeaderNames.PREFIX)) return !KEPT.contains(name);
        if (this == SPRING && SPRING_EXTRAS.stream().anyMatch(name::startsWith)) return true;
        return this != UNKNOWN && markedBy(name) == this;
    }

    /** What follows the message through every round: who it is and where it came from. */
    private static final List<String> KEPT = List.of(
            HeaderNames.MESSAGE_ID,
            HeaderNames.ORIGIN_TOPIC,
            HeaderNames.ORIGIN_PARTITION,
            HeaderNames.ORIGIN_OFFSET,
            HeaderNames.ORIGIN_TIMESTAMP,
            HeaderNames.GROUP,
            HeaderNames.EXPIRES_AT,
            HeaderNames.EDITED_FROM);

    private static final List<String> SPRING_EXTRAS =
            List.of("retry_topic-", "springDeserializerException", "kafka_deliveryAttempt");
}
