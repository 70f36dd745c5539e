package io.holdfast.redrive;

import io.holdfast.redrive.ledger.Topics;
import io.holdfast.redrive.plan.RedrivePlan;
import io.holdfast.redrive.plan.RedrivePlan.ErrorCount;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Judges one step of a ramp: has its consumer passed the records, and how many came back? A handler's dead letter is
 * written before its offset is committed, so once the group has passed, the dead-letter topic knows. A group that fails
 * into slower retry topics fails later than this can see.
 */
final class RampGuard {

    private final Topics topics;
    private final RedrivePlan plan;
    private final RunOptions options;
    private final Returns returns;
    private final Set<String> groups;
    private final InstantSource clock;
    private final Set<String> known = new HashSet<>();
    private long stepSince;
    private long movedBefore;
    private int returnedBefore;

    RampGuard(
            Topics topics,
            RedrivePlan plan,
            RunOptions options,
            Returns returns,
            Set<String> groups,
            InstantSource clock) {
        this.topics = topics;
        this.plan = plan;
        this.options = options;
        this.returns = returns;
        this.groups = groups;
        this.clock = clock;
        for (ErrorCount error : plan.census().errors()) known.add(error.fingerprint());
    }

    /**
     * Leaves out of account what earlier runs of the task have moved and what of it has failed again: whoever runs a task
     * again after it was stopped has seen that.
     */
    void startFrom(long moved) {
        returns.look();
        movedBefore = moved;
        returnedBefore = returns.count();
        known.addAll(returns.byFingerprint().keySet());
    }

    /** What to do after a step: go on, stop with a reason, or ask again a little later. */
    record Judgement(boolean settled, String stop) {
        static final Judgement WAIT = new Judgement(false, "");
        static final Judgement GO_ON = new Judgement(true, "");
    }

    Judgement judge(Progress progress) {
        if (stepSince == 0) stepSince = clock.millis();
        Optional<String> waiting = behind(progress.targetEnds());
        if (waiting.isPresent()) {
            if (clock.millis() - stepSince < options.outcomePatience().toMillis()) return Judgement.WAIT;
            return new Judgement(
                    true,
                    "step of " + (progress.moved() - movedBefore) + " records: " + waiting.get() + " after "
                            + options.outcomePatience().toSeconds() + " s; is its consumer running?");
        }
        returns.look();
        long moved = progress.moved() - movedBefore;
        int returned = returns.count() - returnedBefore;
        if (moved > 0 && returned > options.abortRatio() * moved) {
            return new Judgement(
                    true,
                    returned + " of " + moved + " records failed again, more than "
                            + Math.round(options.abortRatio() * 100) + " %");
        }
        for (String print : returns.byFingerprint().keySet()) {
            if (options.stopOnNewError() && !known.contains(print)) {
                return new Judgement(true, "a record failed in a way the plan does not list, fingerprint " + print);
            }
        }
        movedBefore = progress.moved();
        returnedBefore = returns.count();
        stepSince = 0;
        return Judgement.GO_ON;
    }

    /** Which group has not passed which partition; a target that no known group reads cannot be waited for. */
    private Optional<String> behind(Map<String, Long> ends) {
        for (String group : groups) {
            Map<String, Long> passed = new TreeMap<>();
            for (Map.Entry<TopicPartition, Long> commit :
                    topics.commits(group, plan.targets().keySet()).entrySet()) {
                passed.put(commit.getKey().topic() + "-" + commit.getKey().partition(), commit.getValue());
            }
            for (Map.Entry<String, Long> end : ends.entrySet()) {
                if (isTarget(end.getKey()) && passed.getOrDefault(end.getKey(), 0L) < end.getValue()) {
                    return Optional.of(
                            "group " + group + " has not passed " + end.getKey() + "@" + (end.getValue() - 1));
                }
            }
        }
        return Optional.empty();
    }

    /** The parking topic is among the ends, and nobody consumes it. */
    private boolean isTarget(String partition) {
        return plan.targets().containsKey(partition.substring(0, partition.lastIndexOf('-')));
    }
}
