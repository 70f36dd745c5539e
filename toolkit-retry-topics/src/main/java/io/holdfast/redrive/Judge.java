package io.holdfast.redrive;

import io.holdfast.redrive.dialect.DeadLetter;
import io.holdfast.redrive.ledger.LedgerView;
import io.holdfast.redrive.ledger.RecordState;
import io.holdfast.redrive.plan.Action;
import io.holdfast.redrive.plan.Criteria;
import io.holdfast.redrive.plan.PlanRequest;
import java.util.Set;

/**
 * Decides about one dead letter by its headers and its state in the ledger. The plan and every run ask the same judge,
 * so a resumed run comes to the plan's decisions again.
 */
final class Judge {

    /** What shall become of a dead letter. */
    enum Verdict {
        /** This task has dealt with it before. */
        DONE,
        /** Not selected. */
        LEAVE,
        /** Selected; to its target, or into its new state. */
        TAKE,
        /** Selected, and redriven too often already. */
        PARK
    }

    private final PlanRequest request;
    private final Criteria criteria;
    private final Set<RecordState> states;

    Judge(PlanRequest request) {
        this.request = request;
        criteria = new Criteria(request.selection());
        states = request.selection().states().isEmpty()
                ? request.action().eligible()
                : request.selection().states();
    }

    Criteria criteria() {
        return criteria;
    }

    Verdict judge(DeadLetter letter, LedgerView ledger) {
        long offset = letter.record().offset();
        if (ledger.mine(offset)) return Verdict.DONE;
        if (!states.contains(ledger.state(offset)) || !criteria.matches(letter)) return Verdict.LEAVE;
        boolean tooOften = request.action() == Action.REDRIVE && letter.redriveCount() >= request.maxRedrives();
        return tooOften ? Verdict.PARK : Verdict.TAKE;
    }
}
