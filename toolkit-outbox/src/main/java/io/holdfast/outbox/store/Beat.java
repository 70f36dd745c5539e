package io.holdfast.outbox.store;

import java.util.List;

/**
 * What one heartbeat found.
 *
 * @param held shards that are this relay's until a lease from before the heartbeat, with their epochs
 * @param members relays alive, this one among them
 * @param shards shards there are
 */
public record Beat(List<ShardEpoch> held, int members, int shards) {
    public Beat {
        held = List.copyOf(held);
        if (members < 1) throw new IllegalArgumentException("members must be at least 1, was " + members);
        if (shards < 1) throw new IllegalArgumentException("shards must be at least 1, was " + shards);
    }

    /** The most shards this relay should hold while all members live. */
    public int fairShare() {
        return (shards + members - 1) / members;
    }
}
