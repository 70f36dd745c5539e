package io.holdfast.redrive.cli;

import io.holdfast.redrive.plan.PlanRequest;
import picocli.CommandLine.Command;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = "Takes discarded or parked dead letters back among the unresolved.",
        footer = {"", "Example:", "  holdfast redrive restore orders.billing.dlq --key test-42 --reason 'was real'"})
final class RedriveRestore extends ShiftCommand {

    @Override
    PlanRequest request(String topic, String by, String reason) {
        return PlanRequest.restore(topic, by, reason);
    }
}
