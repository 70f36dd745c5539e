package io.holdfast.redrive;

import io.holdfast.redrive.ledger.Clients;
import io.holdfast.redrive.ledger.Ledger;
import io.holdfast.redrive.ledger.Topics;
import io.holdfast.redrive.plan.RedrivePlan;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;

/**
 * What the parts of one run share; nothing in it changes but the meter and the gate.
 *
 * @param taskGroup the group under whose name the task keeps its offsets; it never has members
 * @param maxMessageBytesOf limit of each target topic
 * @param changed dead letters whose state others have changed since the plan, by partition
 */
record RunContext(
        Clients clients,
        Topics topics,
        RedrivePlan plan,
        RunOptions options,
        Ledger ledger,
        Judge judge,
        Redelivery redelivery,
        int parkingPartitions,
        Map<String, Long> maxMessageBytesOf,
        Map<Integer, Set<Long>> changed,
        TaskMeter meter,
        StepGate gate,
        ConsumerGroupMetadata taskGroup,
        InstantSource clock) {

    long maxMessageBytes(String topic) {
        return maxMessageBytesOf.getOrDefault(topic, 0L);
    }

    boolean changedSincePlan(int partition, long offset) {
        return changed.getOrDefault(partition, Set.of()).contains(offset);
    }
}
