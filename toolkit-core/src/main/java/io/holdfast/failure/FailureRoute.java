package io.holdfast.failure;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Carries out {@code Retry} and {@code DeadLetter}: moves a failed record somewhere durable, or asks for it to be
 * tried again in place.
 *
 * <p>The engine finishes a record only when the returned stage completes with {@link Disposition#FORWARDED}; a stage
 * that fails stops the partition and nothing is skipped. The next record of the same key waits for the stage.
 *
 * <p>Thread: {@link #open} and {@link #close} on the thread that starts and closes the consumer; {@link #route} on
 * workers, concurrently. {@code route} must not block longer than handing a record to a producer takes.
 */
public interface FailureRoute extends AutoCloseable {

    /** What a route may need to know of the consumer it serves. Called once, before the first poll. */
    default void open(Consumption consumption) {}

    CompletionStage<Disposition> route(FailedRecord failed);

    @Override
    default void close() {}

    /**
     * The consumer that a route serves.
     *
     * @param group the consumer group
     * @param topics the topics it reads
     * @param properties its client properties as the user gave them; empty when a ready-made consumer was handed in.
     *     May hold secrets: never to be logged
     */
    record Consumption(String group, Collection<String> topics, Map<String, Object> properties) {
        public Consumption {
            requireNonNull(group, "group");
            topics = List.copyOf(topics);
            properties = Map.copyOf(properties);
        }

        @Override
        public String toString() {
            return "Consumption[group=" + group + ", topics=" + topics + "]";
        }
    }

    /** What the engine does with the record once the route is through with it. */
    sealed interface Disposition {
        /** A broker has acknowledged the record elsewhere: finish it here. */
        Disposition FORWARDED = new Forwarded();

        /** Keep the record at the head of its lane and hand it in again after {@code delay}. */
        static Disposition keep(Duration delay) {
            return new Keep(delay);
        }

        record Forwarded() implements Disposition {}

        record Keep(Duration delay) implements Disposition {}
    }
}
