package io.holdfast.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;

/** Commits of one member on their way to the broker and back, in order. */
final class SimCommits {
    private final SimWorld world;
    private final SimMember member;
    private final SimConsumer consumer;
    private final Deque<Sent> sent = new ArrayDeque<>();

    SimCommits(SimWorld world, SimMember member, SimConsumer consumer) {
        this.world = world;
        this.member = member;
        this.consumer = consumer;
    }

    void async(Map<TopicPartition, OffsetAndMetadata> wanted, OffsetCommitCallback callback) {
        world.mayCrash(member);
        if (world.strikes(SimOptions.Group.COMMIT) && world.random.nextInt(6) == 0) {
            world.count(SimFault.COMMIT_NOT_SENT);
            throw new CommitFailedException("simulated");
        }
        Sent commit = new Sent(world.sabotage.commit(member, wanted, false), callback);
        sent.add(commit);
        if (world.random.nextBoolean()) commit.apply();
        if (world.strikes(SimOptions.Group.COMMIT)) {
            world.count(SimFault.COMMIT_ACKNOWLEDGED_LATE);
            commit.dueAt = world.clock.nanos() + world.random.nextLong(60_000_000);
        }
        world.mayCrash(member);
    }

    void sync(Map<TopicPartition, OffsetAndMetadata> wanted, boolean revoking) {
        world.mayCrash(member);
        answerAll();
        Sent commit = new Sent(world.sabotage.commit(member, wanted, revoking), null);
        commit.apply();
        world.mayCrash(member);
        if (commit.failure != null) throw commit.failure;
    }

    void answerDue() {
        while (!sent.isEmpty() && sent.peek().dueAt <= world.clock.nanos())
            sent.remove().answer();
    }

    void answerAll() {
        while (!sent.isEmpty()) sent.remove().answer();
    }

    private final class Sent {
        private final Map<TopicPartition, OffsetAndMetadata> offsets =
                new TreeMap<>((a, b) -> a.partition() - b.partition());
        private final Map<TopicPartition, Integer> known = new HashMap<>();
        private final Map<TopicPartition, NavigableMap<Long, Integer>> claims = new HashMap<>();
        private final OffsetCommitCallback callback;
        private RuntimeException failure;
        private boolean applied;
        private long dueAt;

        Sent(Map<TopicPartition, OffsetAndMetadata> wanted, OffsetCommitCallback callback) {
            this.callback = callback;
            offsets.putAll(wanted);
            offsets.forEach((topicPartition, offset) -> {
                SimConsumer.Fetch fetch = consumer.fetch(topicPartition);
                known.put(topicPartition, fetch.known);
                claims.put(topicPartition, fetch.claims());
                world.checker.commit(world.log(topicPartition), offset, fetch);
            });
        }

        void apply() {
            if (applied) return;
            applied = true;
            boolean refused = false;
            if (world.strikes(SimOptions.Group.COMMIT)) refused = fail();
            if (refused) return;
            offsets.forEach(this::apply);
        }

        private void apply(TopicPartition topicPartition, OffsetAndMetadata offset) {
            if (!world.group.isOwner(member, topicPartition)) {
                world.count(SimFault.COMMIT_FENCED);
                failure = new CommitFailedException("simulated: not the owner");
            } else if (offset.metadata().length() > world.options.brokerMetadataChars()) {
                world.count(SimFault.METADATA_TOO_LARGE);
                failure = new OffsetMetadataTooLarge("simulated");
            } else {
                world.log(topicPartition).committed = offset;
                world.log(topicPartition).committedGeneration = known.get(topicPartition);
                world.log(topicPartition).claims = claims.get(topicPartition);
            }
        }

        /** True when the broker refused it; false when only the answer is lost. */
        private boolean fail() {
            switch (world.random.nextInt(4)) {
                case 0:
                    world.count(SimFault.COMMIT_IN_REBALANCE);
                    failure = new RebalanceInProgressException("simulated");
                    return true;
                case 1:
                    world.count(SimFault.COMMIT_FENCED);
                    failure = new CommitFailedException("simulated");
                    return true;
                case 2:
                    world.count(SimFault.COMMIT_TIMEOUT_NOT_APPLIED);
                    failure = new TimeoutException("simulated");
                    return true;
                default:
                    world.count(SimFault.COMMIT_TIMEOUT_APPLIED);
                    failure = new TimeoutException("simulated");
                    return false;
            }
        }

        void answer() {
            apply();
            Exception answer = world.sabotage.answers(failure);
            callback.onComplete(offsets, answer);
        }
    }
}
