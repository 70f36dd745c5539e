package io.holdfast.outbox.relay;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * How a relay works. Immutable: each {@code with…} returns a copy.
 *
 * @param instance name of this relay among those of one table; must be unique. Default: host name and a random part
 * @param topic name of a row's topic, {@code ${aggregatetype}} and {@code ${type}} replaced. Default:
 *     {@code outbox.event.${aggregatetype}}, as Debezium's router names it
 * @param typeHeader header that carries the row's type, empty for none. Default: {@code eventType}
 * @param lease how long a relay that has died keeps its shards, 1 s to 10 min. Default: 10 s. Must be longer than the
 *     producer's {@code delivery.timeout.ms} by three heartbeats
 * @param heartbeat between renewals of the lease. Default: 1 s
 * @param shortestPoll pause between two looks while rows come. Default: 2 ms
 * @param longestPoll pause between two looks when nothing comes. Default: 250 ms
 * @param batchRows most rows of one look. Default: 5,000
 * @param inFlightBytes most bytes of rows held in memory; one row larger than that is still sent, alone. Default: 32 MiB
 * @param onReject what to do with a row that Kafka will never take. Default: {@link RejectPolicy#PARK}
 * @param dlqTopic for {@link RejectPolicy#DLQ_TOPIC}; null otherwise
 * @param producer further properties of the Kafka producer and admin client; {@code bootstrap.servers} is required
 */
public record RelayOptions(
        String instance,
        String topic,
        String typeHeader,
        Duration lease,
        Duration heartbeat,
        Duration shortestPoll,
        Duration longestPoll,
        int batchRows,
        long inFlightBytes,
        RejectPolicy onReject,
        String dlqTopic,
        Map<String, Object> producer) {

    public RelayOptions {
        requireNonNull(instance, "instance");
        requireNonNull(typeHeader, "typeHeader");
        requireNonNull(onReject, "onReject");
        producer = Map.copyOf(producer);
        if (instance.isBlank() || instance.length() > 255)
            throw new IllegalArgumentException("instance must have 1 to 255 characters, was '" + instance + "'");
        new TopicTemplate(requireNonNull(topic, "topic"));
        between("lease", lease, Duration.ofSeconds(1), Duration.ofMinutes(10));
        between("heartbeat", heartbeat, Duration.ofMillis(50), lease.dividedBy(3));
        between("shortestPoll", shortestPoll, Duration.ofMillis(1), Duration.ofSeconds(10));
        between("longestPoll", longestPoll, shortestPoll, Duration.ofMinutes(1));
        if (batchRows < 32 || batchRows > 100_000)
            throw new IllegalArgumentException("batchRows must be between 32 and 100000, was " + batchRows);
        if (inFlightBytes < 1 << 20)
            throw new IllegalArgumentException("inFlightBytes must be at least 1 MiB, was " + inFlightBytes);
        if (onReject == RejectPolicy.DLQ_TOPIC && dlqTopic == null)
            throw new IllegalArgumentException("onReject DLQ_TOPIC needs dlqTopic");
        if (!producer.containsKey("bootstrap.servers"))
            throw new IllegalArgumentException("the producer needs bootstrap.servers");
    }

    public static RelayOptions of(String bootstrapServers) {
        return of(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** All defaults, with these client properties. */
    public static RelayOptions of(Map<String, Object> producer) {
        return new RelayOptions(
                "relay-" + UUID.randomUUID(),
                "outbox.event.${aggregatetype}",
                "eventType",
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMillis(2),
                Duration.ofMillis(250),
                5_000,
                32L << 20,
                RejectPolicy.PARK,
                null,
                producer);
    }

    public RelayOptions withInstance(String other) {
        return new RelayOptions(
                other,
                topic,
                typeHeader,
                lease,
                heartbeat,
                shortestPoll,
                longestPoll,
                batchRows,
                inFlightBytes,
                onReject,
                dlqTopic,
                producer);
    }

    public RelayOptions withTopic(String other) {
        return new RelayOptions(
                instance,
                other,
                typeHeader,
                lease,
                heartbeat,
                shortestPoll,
                longestPoll,
                batchRows,
                inFlightBytes,
                onReject,
                dlqTopic,
                producer);
    }

    public RelayOptions withTypeHeader(String other) {
        return new RelayOptions(
                instance,
                topic,
                other,
                lease,
                heartbeat,
                shortestPoll,
                longestPoll,
                batchRows,
                inFlightBytes,
                onReject,
                dlqTopic,
                producer);
    }

    /** Lease and heartbeat together, since one bounds the other. */
    public RelayOptions withLease(Duration otherLease, Duration otherHeartbeat) {
        return new RelayOptions(
                instance,
                topic,
                typeHeader,
                otherLease,
                otherHeartbeat,
                shortestPoll,
                longestPoll,
                batchRows,
                inFlightBytes,
                onReject,
                dlqTopic,
                producer);
    }

    public RelayOptions withPoll(Duration shortest, Duration longest) {
        return new RelayOptions(
                instance,
                topic,
                typeHeader,
                lease,
                heartbeat,
                shortest,
                longest,
                batchRows,
                inFlightBytes,
                onReject,
                dlqTopic,
                producer);
    }

    /** Rows of one look and bytes in memory. */
    public RelayOptions withBatch(int rows, long bytes) {
        return new RelayOptions(
                instance,
                topic,
                typeHeader,
                lease,
                heartbeat,
                shortestPoll,
                longestPoll,
                rows,
                bytes,
                onReject,
                dlqTopic,
                producer);
    }

    /** {@code topicOrNull} is needed for {@link RejectPolicy#DLQ_TOPIC} only. */
    public RelayOptions withOnReject(RejectPolicy policy, String topicOrNull) {
        return new RelayOptions(
                instance,
                topic,
                typeHeader,
                lease,
                heartbeat,
                shortestPoll,
                longestPoll,
                batchRows,
                inFlightBytes,
                policy,
                topicOrNull,
                producer);
    }

    private static void between(String what, Duration value, Duration least, Duration most) {
        requireNonNull(value, what);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0)
            throw new IllegalArgumentException(what + " must be between " + least.toMillis() + " and " + most.toMillis()
                    + " ms, was " + value.toMillis() + " ms");
    }
}
