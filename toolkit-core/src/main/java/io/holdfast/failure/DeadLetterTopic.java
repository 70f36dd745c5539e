package io.holdfast.failure;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The built-in failure route: what is to be tried again waits in place, in front of the records of its key, and what is
 * given up goes to a dead-letter topic.
 *
 * <p>Guarantees: key, value and headers arrive byte for byte, on the partition of the same number (modulo, if the topic
 * has fewer); the record's own partition does not go on before the broker has acknowledged. Added are the headers of
 * {@link io.holdfast.names.HeaderNames}. A record too large with them loses its stack trace first, then all but its
 * coordinates: a pointer to where it lies at its origin.
 *
 * <p>The topic is {@code <topic>.<group>.dlq} unless said otherwise; it is created at start, never on the failure path,
 * with as many partitions as the source and without a time limit on retention. If it cannot be written, the stage fails
 * and the engine stops the partition; nothing is skipped.
 */
public final class DeadLetterTopic implements FailureRoute {
    private static final String PATTERN = "{topic}.{group}.dlq";

    private final String pattern;
    private final boolean create;
    private final Map<String, Object> clientProperties;
    private DeadLetterProducer producer;

    private DeadLetterTopic(String pattern, boolean create, Map<String, Object> clientProperties) {
        this.pattern = pattern;
        this.create = create;
        this.clientProperties = clientProperties;
    }

    public static DeadLetterTopic defaults() {
        return new DeadLetterTopic(PATTERN, true, Map.of());
    }

    /** Another name, in which {@code {topic}} and {@code {group}} are replaced; without {@code {topic}}, one for all. */
    public DeadLetterTopic named(String pattern) {
        if (requireNonNull(pattern, "pattern").isBlank())
            throw new IllegalArgumentException("the name of the dead-letter topic is empty");
        return new DeadLetterTopic(pattern, create, clientProperties);
    }

    /** Refuse to start when the topic is missing, instead of creating it. */
    public DeadLetterTopic mustExist() {
        return new DeadLetterTopic(pattern, false, clientProperties);
    }

    /** Producer properties on top of the consumer's connection; needed in full when a ready-made consumer is used. */
    public DeadLetterTopic producer(Map<String, Object> properties) {
        return new DeadLetterTopic(pattern, create, Map.copyOf(properties));
    }

    /** Whether this route has a connection of its own, without the consumer's properties. */
    public boolean standsAlone() {
        return clientProperties.containsKey("bootstrap.servers");
    }

    @Override
    public void open(Consumption consumption) {
        producer = DeadLetterProducer.open(
                new ClientConnection(consumption.properties(), clientProperties),
                consumption,
                topic -> pattern.replace("{topic}", topic).replace("{group}", consumption.group()),
                create);
    }

    @Override
    public CompletionStage<Disposition> route(FailedRecord failed) {
        if (failed.outcome() instanceof io.holdfast.handler.Outcome.Retry retry)
            return CompletableFuture.completedFuture(Disposition.keep(retry.delay()));
        if (producer == null) return CompletableFuture.failedFuture(new IllegalStateException("the route is not open"));
        return producer.send(failed).thenApply(acknowledged -> Disposition.FORWARDED);
    }

    @Override
    public void close() {
        if (producer != null) producer.close();
    }
}
