package io.holdfast.outbox.store;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Rows of one shard, by seq, with the epoch in which they were read. */
public record ShardRows(ShardEpoch owned, List<Long> seqs) {
    public ShardRows {
        requireNonNull(owned, "owned");
        seqs = List.copyOf(seqs);
    }
}
