package io.holdfast.core;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;

/** What the loop sees of Kafka: the few methods it uses, over the simulated logs and group. */
final class SimConsumer implements InvocationHandler {
    private static final Comparator<TopicPartition> BY_NUMBER = Comparator.comparingInt(TopicPartition::partition);

    private final SimWorld world;
    private final SimMember member;
    private final SimCommits commits;
    private final Map<TopicPartition, Fetch> assigned = new TreeMap<>(BY_NUMBER);
    private final Set<TopicPartition> paused = new HashSet<>();
    private ConsumerRebalanceListener listener;

    /** Being revoked right now. */
    private List<TopicPartition> leaving = List.of();

    SimConsumer(SimWorld world, SimMember member) {
        this.world = world;
        this.member = member;
        this.commits = new SimCommits(world, member, this);
    }

    @SuppressWarnings("unchecked")
    Consumer<byte[], byte[]> proxy() {
        return (Consumer<byte[], byte[]>)
                Proxy.newProxyInstance(SimConsumer.class.getClassLoader(), new Class<?>[] {Consumer.class}, this);
    }

    boolean isLeaving(TopicPartition topicPartition) {
        return !assigned.containsKey(topicPartition) || leaving.contains(topicPartition);
    }

    boolean isPaused(TopicPartition topicPartition) {
        return paused.contains(topicPartition);
    }

    Fetch fetch(TopicPartition topicPartition) {
        return assigned.get(topicPartition);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(Object proxy, Method method, Object[] args) {
        return switch (method.getName()) {
            case "subscribe" -> subscribe((ConsumerRebalanceListener) args[1]);
            case "poll" -> poll((Duration) args[0]);
            case "commitAsync" ->
                commits.async((Map<TopicPartition, OffsetAndMetadata>) args[0], (OffsetCommitCallback) args[1]);
            case "commitSync" -> commits.sync((Map<TopicPartition, OffsetAndMetadata>) args[0], !leaving.isEmpty());
            case "committed" -> committed((Set<TopicPartition>) args[0]);
            case "pause" -> pause((Collection<TopicPartition>) args[0]);
            case "resume" -> resume((Collection<TopicPartition>) args[0]);
            case "seek" -> seek((TopicPartition) args[0], (Long) args[1]);
            case "close" -> close();
            case "currentLag" -> OptionalLong.empty();
            case "toString" -> "simulated consumer of " + member;
            default -> throw new UnsupportedOperationException(method.getName());
        };
    }

    // What the interface has as void gives null, so that all of it fits one switch.

    private Void subscribe(ConsumerRebalanceListener with) {
        listener = with;
        return null;
    }

    private Void pause(Collection<TopicPartition> partitions) {
        if (!world.sabotage.forgetsPause()) paused.addAll(partitions);
        return null;
    }

    private Void resume(Collection<TopicPartition> partitions) {
        paused.removeAll(partitions);
        return null;
    }

    private Void seek(TopicPartition topicPartition, long offset) {
        if (world.isTraced()) world.say(member + " seeks " + topicPartition + " to " + offset);
        assigned.get(topicPartition).position = offset;
        return null;
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        world.mayCrash(member);
        if (world.strikes(SimOptions.Group.POLL)) {
            world.count(SimFault.POLL_FAILED);
            throw new DisconnectException("simulated");
        }
        for (TopicPartition topicPartition : assigned.keySet()) {
            world.checker.paused(member, topicPartition, paused.contains(topicPartition));
        }
        commits.answerDue();
        world.others(member);
        rebalance();
        ConsumerRecords<byte[], byte[]> records = fetch();
        if (records.isEmpty()) world.pass(timeout.toNanos());
        world.mayCrash(member);
        return records;
    }

    private void rebalance() {
        if (member.wasForgotten()) {
            member.rejoin();
            List<TopicPartition> lost = List.copyOf(assigned.keySet());
            if (!lost.isEmpty()) {
                world.count(SimFault.LOST);
                leaving = lost;
                if (world.isTraced()) world.say(member + " has lost " + lost);
                epochs(lost).forEach(world::pastBound);
                listener.onPartitionsLost(lost);
                drop(lost);
            }
            return;
        }
        List<TopicPartition> revoked = world.group.toGiveUp(member, SimWorld.TOPIC);
        if (!revoked.isEmpty()) {
            revoke(revoked);
            return;
        }
        List<TopicPartition> taken = world.group.take(member, SimWorld.TOPIC);
        for (TopicPartition topicPartition : taken) {
            assigned.put(topicPartition, new Fetch());
            if (member.workers().isRunning(topicPartition)) world.count(SimFault.BACK_WHILE_OLD_WORKER_RUNS);
        }
        if (world.isTraced() && !taken.isEmpty()) world.say(member + " gets " + taken);
        if (!taken.isEmpty()) listener.onPartitionsAssigned(taken);
    }

    private void revoke(List<TopicPartition> revoked) {
        world.count(SimFault.REVOKED);
        if (world.isTraced()) world.say(member + " must give up " + revoked);
        long began = world.clock.nanos();
        leaving = revoked;
        List<AssignedPartition> epochs = epochs(revoked);
        listener.onPartitionsRevoked(revoked);
        boolean pastDrain =
                world.clock.nanos() - began >= world.options.drainTimeout().toNanos();
        for (TopicPartition topicPartition : revoked) {
            boolean running =
                    member.workers().isRunning(topicPartition) || world.forwards.isOnItsWay(member, topicPartition);
            if (running && pastDrain) world.count(SimFault.REVOKED_PAST_DRAIN);
            else world.checker.drained(member, topicPartition, running);
        }
        if (pastDrain) epochs.forEach(world::pastBound);
        drop(revoked);
        for (TopicPartition topicPartition : revoked) {
            if (world.group.isOwner(member, topicPartition)) world.group.release(topicPartition.partition());
        }
        world.sabotage.revoked(member);
    }

    /** Those of today, and those of which something is still in a handler or on its way. */
    private List<AssignedPartition> epochs(List<TopicPartition> partitions) {
        List<AssignedPartition> epochs = new ArrayList<>();
        for (TopicPartition topicPartition : partitions)
            member.epoch(topicPartition).ifPresent(epochs::add);
        for (SimWorkers.Call call : member.workers().calls())
            if (partitions.contains(call.sim.topicPartition)) epochs.add(call.record.partition);
        world.forwards.addEpochs(member, partitions, epochs);
        return epochs;
    }

    private void drop(List<TopicPartition> gone) {
        gone.forEach(assigned::remove);
        gone.forEach(paused::remove);
        leaving = List.of();
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        world.mayCrash(member);
        if (world.strikes(SimOptions.Group.COMMITTED)) {
            world.count(SimFault.COMMITTED_UNKNOWN);
            throw new TimeoutException("simulated");
        }
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        for (TopicPartition topicPartition : partitions) {
            committed.put(topicPartition, world.log(topicPartition).committed);
        }
        return committed;
    }

    private ConsumerRecords<byte[], byte[]> fetch() {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        int room = world.options.maxPoll();
        if (member.wasForgotten()) return ConsumerRecords.empty();
        for (Map.Entry<TopicPartition, Fetch> entry : assigned.entrySet()) {
            TopicPartition topicPartition = entry.getKey();
            SimLog log = world.log(topicPartition);
            Fetch fetch = entry.getValue();
            fetch.place(log);
            if (paused.contains(topicPartition) || room == 0 || world.random.nextInt(4) == 0) continue;
            List<SimRecord> chunk = log.read(fetch.position, 1 + world.random.nextInt(room));
            room -= chunk.size();
            boolean all = chunk.isEmpty()
                    || chunk.get(chunk.size() - 1) == log.live().get(log.live().size() - 1);
            long position = all ? log.end() : chunk.get(chunk.size() - 1).offset + 1;
            if (position == fetch.position) continue;
            if (world.isTraced()) world.say(member + " receives " + chunk + " and is at " + position);
            fetch.delivered(log, position, chunk.isEmpty());
            next.put(topicPartition, new OffsetAndMetadata(position));
            if (chunk.isEmpty()) continue;
            List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
            for (SimRecord sim : chunk) read.add(sim.read());
            records.put(topicPartition, read);
        }
        return records.isEmpty() && next.isEmpty() ? ConsumerRecords.empty() : new ConsumerRecords<>(records, next);
    }

    private Void close() {
        commits.answerAll();
        List<TopicPartition> mine = List.copyOf(assigned.keySet());
        leaving = mine;
        if (!mine.isEmpty()) listener.onPartitionsRevoked(mine);
        drop(mine);
        world.group.forget(member);
        return null;
    }

    /** Where the consumer is in one assigned partition. */
    final class Fetch {
        private long position = -1;
        private int generation;
        private boolean movedBack;

        /** Up to where the engine has seen the log: not moved by a truncation that it has not noticed. */
        private long reached;

        /** Generation of the log that the engine's knowledge goes by. */
        int known;

        /** What was found committed, and the generation of the log it speaks of, from each offset on. */
        private CommitMetadata.Decoded found = CommitMetadata.Unusable.NONE;

        private NavigableMap<Long, Integer> foundClaims = new TreeMap<>();

        /** Finds the first position; notices truncation and retention, as position validation does. */
        private void place(SimLog log) {
            if (position < 0) first(log);
            else if (generation < log.generation() && log.endOf(generation) < position) {
                position = log.endOf(generation);
                movedBack = true;
                world.count(SimFault.POSITION_MOVED_BACK);
            }
            generation = log.generation();
            if (position < log.start() || position > log.end()) {
                world.count(SimFault.OUT_OF_RANGE);
                movedBack |= position > log.end();
                position = log.start();
            }
        }

        private void first(SimLog log) {
            if (world.isTraced()) world.say(member + " begins at " + log.committed);
            position = log.committed == null ? log.start() : log.committed.offset();
            known = log.committed == null ? log.generation() : log.committedGeneration;
            long valid = log.committed == null || log.committed.leaderEpoch().isEmpty()
                    ? Long.MAX_VALUE
                    : log.endOf(log.committed.leaderEpoch().get());
            if (valid < position) {
                position = valid;
                movedBack = true;
                world.count(SimFault.POSITION_MOVED_BACK);
            }
            if (log.committed != null) found = CommitMetadata.decode(log.committed.metadata(), log.committed.offset());
            foundClaims = log.claims;
            if (position > log.end()) return;
            for (SimRecord sim : log.live()) if (sim.offset < position && sim.born > known) world.exclude(sim);
        }

        /** Generation of the log that commit metadata of this epoch speaks of, from each offset on. */
        NavigableMap<Long, Integer> claims() {
            NavigableMap<Long, Integer> claims = new TreeMap<>();
            claims.put(Long.MIN_VALUE, known);
            boolean passesOn = found instanceof CommitMetadata.Finished above && reached < above.end();
            if (!passesOn) return claims;
            claims.put(reached, foundClaims.floorEntry(reached).getValue());
            claims.putAll(foundClaims.tailMap(reached, false));
            return claims;
        }

        private void delivered(SimLog log, long next, boolean nothing) {
            position = next;
            // Holes below what was seen tell the engine nothing; holes up to a higher position are taken for the rest
            // of the log.
            if (nothing && movedBack && next <= reached) return;
            if (movedBack && !nothing) found = CommitMetadata.Unusable.NONE;
            movedBack = false;
            reached = next;
            known = log.generation();
        }
    }
}
