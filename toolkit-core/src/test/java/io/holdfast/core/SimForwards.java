package io.holdfast.core;

import io.holdfast.failure.FailedRecord;
import io.holdfast.failure.FailureRoute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;

/** Dead letters on their way: appended and acknowledged in steps of their own, or not. */
final class SimForwards {
    private static final Duration KEEP_DELAY = Duration.ofMillis(11);

    private final SimWorld world;
    private final List<Sent> sent = new ArrayList<>();

    SimForwards(SimWorld world) {
        this.world = world;
    }

    boolean isOnItsWay(SimMember member, TopicPartition topicPartition) {
        for (Sent one : sent)
            if (one.member == member
                    && !world.isPastBound(one.call.record.partition)
                    && one.call.sim.topicPartition.equals(topicPartition)) return true;
        return false;
    }

    void addEpochs(SimMember member, List<TopicPartition> partitions, List<AssignedPartition> epochs) {
        for (Sent one : sent)
            if (one.member == member && partitions.contains(one.call.sim.topicPartition))
                epochs.add(one.call.record.partition);
    }

    CompletionStage<FailureRoute.Disposition> route(SimMember member, FailedRecord failed) {
        SimWorkers.Call call = member.workers().current();
        world.checker.forwarded(call, failed);
        if (world.sabotage.routesBeforeAppend(world, call)) {
            return CompletableFuture.completedFuture(FailureRoute.Disposition.FORWARDED);
        }
        if (world.strikes(SimOptions.Group.FORWARD)) {
            int dice = world.random.nextInt(3);
            if (dice == 0) {
                world.count(SimFault.FORWARD_REFUSED);
                throw new IllegalStateException("simulated");
            }
            if (dice == 1) {
                world.count(SimFault.FORWARD_WITHOUT_STAGE);
                return null;
            }
        }
        Sent one = new Sent(member, call);
        if (world.random.nextInt(3) == 0) one.complete();
        else {
            world.count(SimFault.FORWARD_LATE);
            boolean slow = world.strikes(SimOptions.Group.FORWARD);
            one.dueAt = world.clock.nanos() + world.random.nextLong(slow ? 120_000_000 : 3_000_000);
            sent.add(one);
        }
        return one.stage;
    }

    boolean step() {
        for (int i = 0; i < sent.size(); i++) {
            Sent one = sent.get(i);
            if (one.dueAt > world.clock.nanos()) continue;
            sent.remove(i);
            one.complete();
            return true;
        }
        return false;
    }

    /** The process is gone: what it sent may have arrived all the same. */
    void forget(SimMember member) {
        sent.removeIf(one -> {
            boolean its = one.member == member;
            if (its && world.random.nextBoolean()) one.call.sim.ended = true;
            return its;
        });
    }

    private final class Sent {
        private final SimMember member;
        private final SimWorkers.Call call;
        private final CompletableFuture<FailureRoute.Disposition> stage = new CompletableFuture<>();
        private long dueAt;

        Sent(SimMember member, SimWorkers.Call call) {
            this.member = member;
            this.call = call;
        }

        void complete() {
            boolean trouble = world.strikes(SimOptions.Group.FORWARD);
            int dice = world.random.nextInt(8);
            if (trouble && dice < 4) {
                world.count(SimFault.FORWARD_FAILED);
                member.tries().again(call.record, call.attempt, 0);
                stage.completeExceptionally(new IllegalStateException("simulated"));
            } else if (dice == 7) {
                world.count(SimFault.FORWARD_KEPT);
                member.tries().again(call.record, call.attempt + 1, world.clock.nanos() + KEEP_DELAY.toNanos());
                stage.complete(FailureRoute.Disposition.keep(KEEP_DELAY));
            } else {
                world.checker.ended(member, call);
                stage.complete(FailureRoute.Disposition.FORWARDED);
            }
        }
    }
}
