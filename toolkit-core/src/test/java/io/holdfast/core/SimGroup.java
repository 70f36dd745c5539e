package io.holdfast.core;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * The group as its coordinator sees it: who owns each partition and who shall own it next. A member gives up what it
 * shall not have in one of its polls, and gets what is free in another, as with cooperative and KIP-848 members; a
 * rebalance of all marks everything as to be given up, as with eager ones.
 */
final class SimGroup {
    private final List<SimMember> owners = new ArrayList<>();
    private final List<SimMember> targets = new ArrayList<>();
    private final List<Boolean> givingUp = new ArrayList<>();

    SimGroup(int partitions) {
        for (int i = 0; i < partitions; i++) {
            owners.add(null);
            targets.add(null);
            givingUp.add(false);
        }
    }

    boolean isOwner(SimMember member, TopicPartition topicPartition) {
        return owners.get(topicPartition.partition()) == member;
    }

    void aim(int partition, SimMember target) {
        targets.set(partition, target);
    }

    SimMember target(int partition) {
        return targets.get(partition);
    }

    /** The owner must give it up even if it gets it back. */
    void giveUp(int partition) {
        if (owners.get(partition) != null) givingUp.set(partition, true);
    }

    /** The coordinator takes everything from the member, which does not know. */
    void forget(SimMember member) {
        for (int i = 0; i < owners.size(); i++) {
            if (owners.get(i) == member) release(i);
        }
    }

    void release(int partition) {
        owners.set(partition, null);
        givingUp.set(partition, false);
    }

    List<TopicPartition> toGiveUp(SimMember member, String topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < owners.size(); i++) {
            boolean leaving = givingUp.get(i) || targets.get(i) != member;
            if (owners.get(i) == member && leaving) partitions.add(new TopicPartition(topic, i));
        }
        return partitions;
    }

    List<TopicPartition> take(SimMember member, String topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < owners.size(); i++) {
            if (owners.get(i) != null || targets.get(i) != member) continue;
            owners.set(i, member);
            partitions.add(new TopicPartition(topic, i));
        }
        return partitions;
    }
}
