package io.holdfast.core;

import static java.util.Objects.requireNonNull;

import io.holdfast.failure.FailedRecord;
import io.holdfast.failure.FailureRoute;
import io.holdfast.failure.FailureRoute.Disposition;
import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What to do with a record whose outcome is not finished. Decides; the caller carries out.
 *
 * <p>Thread: workers. Blocks no longer than the failure route does.
 */
final class OutcomeRouter {

    /** What the owner of the lane does next with its first record. */
    sealed interface Step {
        /** Hand it in again after {@code delay}. */
        record Hold(Duration delay, boolean counted) implements Step {}

        /** Wait for the route, which may ask for a hold or be through with it. */
        record Await(CompletionStage<Disposition> stage) implements Step {}

        /** Stop its partition. */
        record Halt(String reason) implements Step {}
    }

    private final FailureRoute route;
    private final int immediateRetries;

    /** @param immediateRetries how many failed attempts are tried again in place before the route is asked */
    OutcomeRouter(FailureRoute route, int immediateRetries) {
        this.route = route;
        this.immediateRetries = immediateRetries;
    }

    /** @param outcome not {@linkplain Outcome.Kind#finished() finished} */
    Step route(LaneRecord record, Delivery.Origin origin, Trial trial, Outcome outcome, Instant now) {
        if (outcome instanceof Outcome.Release release) return new Step.Hold(release.delay(), false);
        if (outcome instanceof Outcome.Stop stop) return new Step.Halt(stop.reason());
        if (outcome instanceof Outcome.Retry retry) {
            if (trial.attempt() <= immediateRetries) return new Step.Hold(retry.delay(), true);
            return forward(record, origin, trial, outcome, retry.cause(), now);
        }
        if (outcome instanceof Outcome.DeadLetter dead)
            return forward(record, origin, trial, outcome, dead.cause(), now);
        throw new IllegalArgumentException("finished outcomes are not routed: " + outcome.kind());
    }

    private Step forward(
            LaneRecord record, Delivery.Origin origin, Trial trial, Outcome outcome, Throwable cause, Instant now) {
        FailedRecord failed =
                new FailedRecord(record.record(), origin, trial.attempt(), trial.firstFailure(now), outcome, cause);
        CompletionStage<Disposition> stage;
        try {
            stage = requireNonNull(route.route(failed), "the failure route returned no stage");
        } catch (RuntimeException refused) {
            stage = CompletableFuture.failedFuture(refused);
        }
        return new Step.Await(stage);
    }
}
