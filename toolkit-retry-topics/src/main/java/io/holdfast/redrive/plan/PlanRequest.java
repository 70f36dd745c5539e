package io.holdfast.redrive.plan;

import static java.util.Objects.requireNonNull;

/**
 * What an operator asks for.
 *
 * @param dlq the dead-letter topic
 * @param ordered records of a key go in the order of their origin; otherwise in the order of the dead-letter topic
 * @param maxRedrives a record redriven so often already goes to the parking topic instead; at least 1
 * @param by who asks, for the audit
 * @param reason why, for the audit; never empty
 */
public record PlanRequest(
        Action action,
        String dlq,
        Selection selection,
        Target target,
        Edit edit,
        boolean ordered,
        int maxRedrives,
        String by,
        String reason) {

    public static final int DEFAULT_MAX_REDRIVES = 3;

    public PlanRequest {
        requireNonNull(action, "action");
        requireNonNull(dlq, "dlq");
        requireNonNull(selection, "selection");
        requireNonNull(target, "target");
        requireNonNull(edit, "edit");
        requireNonNull(by, "by");
        requireNonNull(reason, "reason");
        if (reason.isBlank()) throw new IllegalArgumentException("a reason is required: say why, for the audit");
        if (maxRedrives < 1) throw new IllegalArgumentException("max-redrives must be at least 1, was " + maxRedrives);
    }

    /** A redrive of everything unresolved, in order, to the failing group's own retry topic. */
    public static PlanRequest redrive(String dlq, String by, String reason) {
        return new PlanRequest(
                Action.REDRIVE,
                dlq,
                Selection.everything(),
                Target.group(),
                Edit.none(),
                true,
                DEFAULT_MAX_REDRIVES,
                by,
                reason);
    }

    public static PlanRequest discard(String dlq, String by, String reason) {
        return redrive(dlq, by, reason).doing(Action.DISCARD);
    }

    public static PlanRequest restore(String dlq, String by, String reason) {
        return redrive(dlq, by, reason).doing(Action.RESTORE);
    }

    public PlanRequest select(Selection wanted) {
        return new PlanRequest(action, dlq, wanted, target, edit, ordered, maxRedrives, by, reason);
    }

    public PlanRequest to(Target wanted) {
        return new PlanRequest(action, dlq, selection, wanted, edit, ordered, maxRedrives, by, reason);
    }

    public PlanRequest edit(Edit wanted) {
        return new PlanRequest(action, dlq, selection, target, wanted, ordered, maxRedrives, by, reason);
    }

    public PlanRequest ordered(boolean wanted) {
        return new PlanRequest(action, dlq, selection, target, edit, wanted, maxRedrives, by, reason);
    }

    public PlanRequest maxRedrives(int most) {
        return new PlanRequest(action, dlq, selection, target, edit, ordered, most, by, reason);
    }

    private PlanRequest doing(Action wanted) {
        return new PlanRequest(wanted, dlq, selection, target, edit, ordered, maxRedrives, by, reason);
    }
}
