package io.holdfast.redrive;

import io.holdfast.redrive.plan.RedrivePlan;
import java.util.Map;

/**
 * What a task was asked to do, has done, and what became of it: counted from the ledger and the dead-letter topic, not
 * from what the runner believed.
 *
 * @param delivered records that lie at their targets
 * @param resolved of these, those whose consumer has said that it handled them
 * @param failedAgain of these, those that are back as new dead letters
 * @param unverified of these, the rest: consumers that know nothing of Holdfast tell nothing
 * @param failures fingerprints of the new failures and how many of each
 */
public record TaskReport(
        RedrivePlan plan,
        Progress progress,
        long delivered,
        long resolved,
        long failedAgain,
        long unverified,
        long parked,
        long discarded,
        long restored,
        Map<String, Long> failures) {

    public TaskReport {
        failures = Map.copyOf(failures);
    }

    public TaskStatus status() {
        return progress.status();
    }
}
