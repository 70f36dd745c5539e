package io.holdfast.outbox.relay;

import io.holdfast.outbox.store.ShardEpoch;
import java.util.HashMap;
import java.util.Map;

/** One owned shard. At most one thing is going on in it at a time: a read, its sends, its deletes, or a release. */
final class ShardState {
    private final ShardEpoch owned;
    private final ShardCursor cursor = new ShardCursor();
    /** Rows that a broker refused while later ones were on the wire, with the reason; settled by the next cycle. */
    private final Map<Long, String> doomed = new HashMap<>();

    private boolean ready;
    private boolean busy;
    private boolean leaving;
    private boolean hot;

    ShardState(ShardEpoch owned) {
        this.owned = owned;
    }

    ShardEpoch owned() {
        return owned;
    }

    int shard() {
        return owned.shard();
    }

    ShardCursor cursor() {
        return cursor;
    }

    Map<Long, String> doomed() {
        return doomed;
    }

    /** Whether its barred keys are known. */
    boolean ready() {
        return ready;
    }

    void becomeReady() {
        ready = true;
    }

    boolean busy() {
        return busy;
    }

    void busy(boolean now) {
        busy = now;
    }

    /** Whether it is to be given to another relay. */
    boolean leaving() {
        return leaving;
    }

    void leave() {
        leaving = true;
    }

    /** Whether the last read stopped at its limit, so that there is surely more. */
    boolean hot() {
        return hot;
    }

    void hot(boolean now) {
        hot = now;
    }
}
