package io.holdfast.failure;

import static java.util.Objects.requireNonNull;

import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that was not handled, with all that a route needs to move it on.
 *
 * @param record the bytes as they were read, never re-serialised
 * @param origin where the record was first consumed
 * @param attempt the attempt that failed, 1 for the first
 * @param firstFailure when the first attempt failed
 * @param outcome what was decided: {@link Outcome.Retry} or {@link Outcome.DeadLetter}
 * @param cause what the handler or the deserialiser threw
 */
public record FailedRecord(
        ConsumerRecord<byte[], byte[]> record,
        Delivery.Origin origin,
        int attempt,
        Instant firstFailure,
        Outcome outcome,
        Throwable cause) {

    public FailedRecord {
        requireNonNull(record, "record");
        requireNonNull(origin, "origin");
        requireNonNull(firstFailure, "firstFailure");
        requireNonNull(outcome, "outcome");
        requireNonNull(cause, "cause");
    }
}
