package io.holdfast.core;

import io.holdfast.core.OutcomeRouter.Step;
import io.holdfast.failure.FailureRoute.Disposition;
import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;

/**
 * How a turn ends: what was finished is reported to the loop, and the lane goes back to the ready list, is held, or
 * stops with its partition. Always reported before the lane is let go, so that the loop accounts in order.
 */
final class TurnEnd {
    private final EngineParts parts;

    TurnEnd(EngineParts parts) {
        this.parts = parts;
    }

    /** The first {@code count} records from {@code first} on were taken and are finished. */
    void report(Lane lane, LaneRecord first, int count) {
        if (count > 0) parts.mailbox().post(new Mail.Turn(lane, first, count, true));
    }

    /** Wakes nobody: the worker that calls this looks at the ready list next. */
    void requeue(Lane lane) {
        parts.lanes().requeue(lane);
    }

    /**
     * The first record's partition is stopped: keep it; or no longer ours: take off all that came with that epoch.
     *
     * @param seen the phase that the caller turned away from: by now it may be another
     */
    void putAside(Lane lane, LaneRecord first, AssignedPartition.Phase seen) {
        AssignedPartition partition = first.partition;
        if (seen == AssignedPartition.Phase.STOPPED) {
            lane.hold();
            parts.mailbox().post(new Mail.Halt(lane, first, null));
            return;
        }
        int count = 0;
        for (LaneRecord record = first; record != null && record.partition == partition; record = lane.first()) {
            lane.take();
            count++;
        }
        parts.mailbox().post(new Mail.Turn(lane, first, count, false));
        requeue(lane);
    }

    /** The first record is not finished: the lane waits for what the router says. */
    void route(Lane lane, LaneRecord record, Delivery.Origin origin, Outcome outcome, long nowNanos) {
        Trial trial = lane.trial();
        lane.hold();
        Step step = parts.router()
                .route(record, origin, trial, outcome, parts.wallClock().instant());
        if (step instanceof Step.Await await) await(lane, record, trial, await);
        else if (step instanceof Step.Hold hold) hold(lane, record, trial, hold, nowNanos);
        else parts.mailbox().post(new Mail.Halt(lane, record, ((Step.Halt) step).reason()));
    }

    /** The engine itself failed in this turn. Nothing is skipped: the partition stops where it is. */
    void broken(Lane lane, Throwable failure) {
        lane.hold();
        parts.mailbox().post(new Mail.Halt(lane, lane.first(), "the engine failed: " + failure));
    }

    private void await(Lane lane, LaneRecord record, Trial trial, Step.Await await) {
        record.partition.forwarding.incrementAndGet();
        await.stage().whenComplete((disposition, failure) -> {
            if (failure != null)
                parts.mailbox().post(new Mail.Halt(lane, record, "it could not be forwarded: " + failure));
            else if (disposition instanceof Disposition.Keep keep)
                hold(
                        lane,
                        record,
                        trial,
                        new Step.Hold(keep.delay(), true),
                        parts.nanoClock().getAsLong());
            else forwarded(lane, record);
            // Last, because a drain waits for it and then for nothing more than its mail.
            record.partition.forwarding.decrementAndGet();
        });
    }

    private void forwarded(Lane lane, LaneRecord record) {
        lane.take();
        report(lane, record, 1);
        if (parts.lanes().requeue(lane)) parts.wakeUp().run();
    }

    private void hold(Lane lane, LaneRecord record, Trial trial, Step.Hold hold, long nowNanos) {
        if (hold.counted()) lane.trial(trial.failed(parts.wallClock().instant()));
        parts.mailbox().post(new Mail.Hold(lane, record, nowNanos + hold.delay().toNanos()));
    }
}
