package io.holdfast.core;

import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Where a test of the test breaks the engine from outside. This one breaks nothing. */
class SimSabotage {

    /** What is sent instead of the commit that the engine wants. */
    Map<TopicPartition, OffsetAndMetadata> commit(
            SimMember member, Map<TopicPartition, OffsetAndMetadata> wanted, boolean revoking) {
        return wanted;
    }

    /** What the engine is told of a commit that ended so; null for success. */
    Exception answers(Exception failure) {
        return failure;
    }

    /** After partitions have been revoked. */
    void revoked(SimMember member) {}

    /** After a handler has returned. */
    void ended(SimMember member, SimWorkers.Call call) {}

    /** What the handler does instead. */
    SimBehaviour outcome(SimWorkers.Call call, SimBehaviour behaviour) {
        return behaviour;
    }

    /** Whether the route says that it has forwarded what it has not. */
    boolean routesBeforeAppend(SimWorld world, SimWorkers.Call call) {
        return false;
    }

    boolean forgetsPause() {
        return false;
    }
}
