package io.holdfast.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * How a consumer is, as the loop saw it last. Taken about ten times a second; one that grows old means that the loop
 * itself hangs. An immutable snapshot, for any thread.
 *
 * @param at when it was taken
 * @param state of the consumer as a whole
 * @param assigned partitions this member has
 * @param paused of those, how many are not fetched now, for whatever reason
 * @param inFlight records in handlers
 * @param oldestInFlight how long the longest-running handler has been at its record
 * @param pending records received and not finished
 * @param finishedAbove records finished above the frontier of their partition
 * @param lanes lanes in memory
 * @param secondsToDrain how long the backlog takes at the present rate; NaN when the rate is nil
 * @param stalled records whose handler runs longer than the deadline
 * @param stopped partitions that were stopped, and why
 * @param problem why the consumer cannot poll, if it cannot
 */
public record ConsumerHealth(
        Instant at,
        State state,
        int assigned,
        int paused,
        int inFlight,
        Duration oldestInFlight,
        long pending,
        long finishedAbove,
        int lanes,
        double secondsToDrain,
        List<Stalled> stalled,
        List<Stopped> stopped,
        Optional<String> problem) {

    /** Life of a consumer. It goes one way. */
    public enum State {
        NEW,
        RUNNING,
        CLOSING,
        CLOSED,
        /** The loop ended by an error it cannot recover from; the Kafka consumer is closed. */
        FAILED
    }

    /**
     * A record whose handler does not return.
     *
     * @param keyHash CRC-32C of the key in hexadecimal, empty without a key: enough to tell keys apart, and not the key
     */
    public record Stalled(TopicPartition partition, long offset, String keyHash, Duration age) {}

    /** A partition that hands nothing out until it is resumed. */
    public record Stopped(TopicPartition partition, String reason) {}

    /** Whether all is well: running, able to poll, nothing stalled, nothing stopped. */
    public boolean ok() {
        return state == State.RUNNING && problem.isEmpty() && stalled.isEmpty() && stopped.isEmpty();
    }

    static ConsumerHealth fresh(Instant at) {
        return new ConsumerHealth(
                at, State.NEW, 0, 0, 0, Duration.ZERO, 0, 0, 0, Double.NaN, List.of(), List.of(), Optional.empty());
    }

    ConsumerHealth in(State next, Instant when, Optional<String> why) {
        return new ConsumerHealth(
                when,
                next,
                assigned,
                paused,
                inFlight,
                oldestInFlight,
                pending,
                finishedAbove,
                lanes,
                secondsToDrain,
                stalled,
                stopped,
                why);
    }
}
