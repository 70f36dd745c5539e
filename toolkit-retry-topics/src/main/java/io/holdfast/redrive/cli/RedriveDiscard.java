package io.holdfast.redrive.cli;

import io.holdfast.redrive.plan.PlanRequest;
import picocli.CommandLine.Command;

@Command(
        name = "discard",
        mixinStandardHelpOptions = true,
        description = "Gives dead letters up. Nothing is deleted; restore undoes it.",
        footer = {"", "Example:", "  holdfast redrive discard orders.billing.dlq --key test-42 --reason 'load test'"})
final class RedriveDiscard extends ShiftCommand {

    @Override
    PlanRequest request(String topic, String by, String reason) {
        return PlanRequest.discard(topic, by, reason);
    }
}
