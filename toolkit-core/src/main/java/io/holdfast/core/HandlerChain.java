package io.holdfast.core;

import io.holdfast.failure.DeadlineExceededException;
import io.holdfast.failure.FailureClassifier;
import io.holdfast.failure.UndecodableRecordException;
import io.holdfast.handler.BatchHandler;
import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import io.holdfast.handler.RecordHandler;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * From the bytes of a record to an outcome: deserialise, trace, call the user's handler, classify what it threw.
 *
 * <p>One for each worker, because Kafka's deserialisers need not be safe for several threads.
 */
final class HandlerChain<K, V> implements AutoCloseable {
    private final Deserializer<K> keys;
    private final Deserializer<V> values;
    private final boolean bytesAsTheyAre;
    private final RecordHandler<K, V> handler;
    private final BatchHandler<K, V> batchHandler;
    private final FailureClassifier classifier;

    HandlerChain(
            Deserializer<K> keys,
            Deserializer<V> values,
            RecordHandler<K, V> handler,
            BatchHandler<K, V> batchHandler,
            FailureClassifier classifier) {
        this.keys = keys;
        this.values = values;
        this.bytesAsTheyAre = keys instanceof ByteArrayDeserializer && values instanceof ByteArrayDeserializer;
        this.handler = handler;
        this.batchHandler = batchHandler;
        this.classifier = classifier;
    }

    /** The handler's view of a record. */
    Delivery<K, V> deliver(ConsumerRecord<byte[], byte[]> bytes, Trial trial) {
        Delivery.Origin origin = originOf(bytes);
        return new Delivery<>(read(bytes), origin, trial.attempt());
    }

    Delivery.Origin originOf(ConsumerRecord<byte[], byte[]> bytes) {
        return new Delivery.Origin(bytes.topic(), bytes.partition(), bytes.offset());
    }

    Outcome handle(ConsumerRecord<byte[], byte[]> bytes, Trial trial) {
        boolean traced = TraceContext.enter(bytes.headers());
        try {
            Outcome outcome = handler.handle(deliver(bytes, trial));
            return outcome != null ? outcome : nothingReturned(trial.attempt());
        } catch (Throwable failure) {
            return classify(failure, trial.attempt());
        } finally {
            if (traced) TraceContext.leave();
        }
    }

    /** Throws what the handler threw; whether that is held against a record is the caller's to decide. */
    List<Outcome> handle(List<Delivery<K, V>> batch) throws Exception {
        List<Outcome> outcomes = batchHandler.handle(batch);
        if (outcomes == null || outcomes.size() != batch.size() || outcomes.contains(null))
            throw new IllegalStateException("the batch handler must return one outcome for each of " + batch.size()
                    + " records, returned " + (outcomes == null ? "null" : outcomes.size()));
        return outcomes;
    }

    /** The outcome of a call that was interrupted because its deadline had passed. */
    Outcome overdue(Outcome outcome, Duration deadline, int attempt) {
        if (outcome instanceof Outcome.Retry retry)
            return classify(new DeadlineExceededException(deadline, retry.cause()), attempt);
        if (outcome instanceof Outcome.Release) return classify(new DeadlineExceededException(deadline, null), attempt);
        return outcome;
    }

    Exception overdueFailure(Exception failure, Duration deadline) {
        return new DeadlineExceededException(deadline, failure);
    }

    Outcome classify(Throwable failure, int attempt) {
        if (failure instanceof InterruptedException) return Outcome.release(Duration.ZERO, "interrupted");
        try {
            Outcome outcome = classifier.classify(failure, attempt);
            return outcome != null
                    ? outcome
                    : Outcome.stop(
                            "the failure classifier returned null for "
                                    + failure.getClass().getName(),
                            failure);
        } catch (RuntimeException broken) {
            broken.addSuppressed(failure);
            return Outcome.stop(
                    "the failure classifier threw " + broken.getClass().getName(), broken);
        }
    }

    private Outcome nothingReturned(int attempt) {
        return classify(new NullPointerException("the handler returned null; return Outcome.done()"), attempt);
    }

    @SuppressWarnings("unchecked")
    private ConsumerRecord<K, V> read(ConsumerRecord<byte[], byte[]> bytes) {
        if (bytesAsTheyAre) return (ConsumerRecord<K, V>) bytes;
        return new ConsumerRecord<>(
                bytes.topic(),
                bytes.partition(),
                bytes.offset(),
                bytes.timestamp(),
                bytes.timestampType(),
                bytes.serializedKeySize(),
                bytes.serializedValueSize(),
                read("key", keys, bytes.topic(), bytes.headers(), bytes.key()),
                read("value", values, bytes.topic(), bytes.headers(), bytes.value()),
                bytes.headers(),
                bytes.leaderEpoch());
    }

    private static <T> T read(String part, Deserializer<T> reader, String topic, Headers headers, byte[] bytes) {
        try {
            return reader.deserialize(topic, headers, bytes);
        } catch (RuntimeException unreadable) {
            throw new UndecodableRecordException(part, reader.getClass().getName(), unreadable);
        }
    }

    @Override
    public void close() {
        keys.close();
        values.close();
    }
}
