package io.holdfast.decorate;

import static java.util.Objects.requireNonNull;

import io.holdfast.failure.FailedRecord;
import io.holdfast.failure.FailureRoute;
import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import io.holdfast.handler.RecordHandler;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Sends what a handler gives up to a failure route and waits for the broker's acknowledgement.
 *
 * <p>Returns the handler's outcome: a {@code DeadLetter} returned from here has been forwarded, so its offset may be
 * committed. If it could not be forwarded the call throws, and the caller must not go past the record. Key and value are
 * written by the given serialisers, because the bytes that were read are gone by then; a caller that reads bytes loses
 * nothing by that.
 *
 * <p>Thread: any, concurrently if the handler allows it. The route is opened and closed by its owner, not here.
 */
public final class DeadLetteringHandler<K, V> implements RecordHandler<K, V> {
    /** More than a producer's own delivery timeout. */
    private static final long LIMIT_SECONDS = 180;

    private final RecordHandler<K, V> handler;
    private final FailureRoute route;
    private final Serializer<K> keys;
    private final Serializer<V> values;
    private final InstantSource clock;

    private DeadLetteringHandler(
            RecordHandler<K, V> handler,
            FailureRoute route,
            Serializer<K> keys,
            Serializer<V> values,
            InstantSource clock) {
        this.handler = requireNonNull(handler, "handler");
        this.route = requireNonNull(route, "route");
        this.keys = requireNonNull(keys, "keys");
        this.values = requireNonNull(values, "values");
        this.clock = clock;
    }

    public static <K, V> DeadLetteringHandler<K, V> around(
            RecordHandler<K, V> handler, FailureRoute route, Serializer<K> keys, Serializer<V> values) {
        return new DeadLetteringHandler<>(handler, route, keys, values, InstantSource.system());
    }

    @Override
    public Outcome handle(Delivery<K, V> delivery) throws Exception {
        Outcome outcome = handler.handle(delivery);
        if (outcome instanceof Outcome.DeadLetter dead) forward(delivery, dead);
        return outcome;
    }

    private void forward(Delivery<K, V> delivery, Outcome.DeadLetter dead) throws Exception {
        Instant now = clock.instant();
        FailedRecord failed = new FailedRecord(
                bytesOf(delivery.record()), delivery.origin(), delivery.attempt(), now, dead, dead.cause());
        try {
            route.route(failed).toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException notForwarded) {
            throw new IllegalStateException(
                    delivery.origin() + " could not be forwarded and must not be skipped", notForwarded);
        }
    }

    private ConsumerRecord<byte[], byte[]> bytesOf(ConsumerRecord<K, V> record) {
        byte[] key = keys.serialize(record.topic(), record.headers(), record.key());
        byte[] value = values.serialize(record.topic(), record.headers(), record.value());
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                key == null ? ConsumerRecord.NULL_SIZE : key.length,
                value == null ? ConsumerRecord.NULL_SIZE : value.length,
                key,
                value,
                record.headers(),
                record.leaderEpoch());
    }
}
