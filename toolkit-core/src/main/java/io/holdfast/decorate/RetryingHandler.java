package io.holdfast.decorate;

import static java.util.Objects.requireNonNull;

import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.holdfast.failure.FailureClassifier;
import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import io.holdfast.handler.RecordHandler;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls a handler again, on the caller's thread, until it succeeds or the classifier gives the record up.
 *
 * <p>Never throws but when interrupted: what the handler throws becomes an outcome. It sleeps between attempts, so in a
 * poll loop attempts and waits together must stay below {@code max.poll.interval.ms}. {@code Release} is handed to the
 * caller, who must offer the record again.
 *
 * <p>Thread: any, concurrently if the handler allows it.
 */
public final class RetryingHandler<K, V> implements RecordHandler<K, V> {
    private final RecordHandler<K, V> handler;
    private final FailureClassifier classifier;
    private final RetryConfig whileRetry = RetryConfig.<Outcome>custom()
            // The classifier says when it is over.
            .maxAttempts(Integer.MAX_VALUE)
            .retryOnResult(outcome -> outcome.kind() == Outcome.Kind.RETRY)
            .retryOnException(failure -> false)
            .intervalBiFunction(
                    (attempt, result) -> ((Outcome.Retry) result.get()).delay().toMillis())
            .build();

    private RetryingHandler(RecordHandler<K, V> handler, FailureClassifier classifier) {
        this.handler = requireNonNull(handler, "handler");
        this.classifier = requireNonNull(classifier, "classifier");
    }

    public static <K, V> RetryingHandler<K, V> around(RecordHandler<K, V> handler, FailureClassifier classifier) {
        return new RetryingHandler<>(handler, classifier);
    }

    @Override
    public Outcome handle(Delivery<K, V> delivery) throws Exception {
        AtomicInteger attempt = new AtomicInteger(delivery.attempt());
        return Retry.of("holdfast", whileRetry).executeCallable(() -> tryOnce(delivery, attempt.getAndIncrement()));
    }

    private Outcome tryOnce(Delivery<K, V> delivery, int attempt) throws InterruptedException {
        try {
            Outcome outcome = handler.handle(new Delivery<>(delivery.record(), delivery.origin(), attempt));
            return requireNonNull(outcome, "the handler returned null; return Outcome.done()");
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception | Error failure) {
            return classifier.classify(failure, attempt);
        }
    }
}
