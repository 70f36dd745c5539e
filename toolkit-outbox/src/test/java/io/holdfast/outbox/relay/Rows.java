package io.holdfast.outbox.relay;

import io.holdfast.outbox.store.OutboxRow;

/** Rows for tests that need no database. */
final class Rows {
    private Rows() {}

    static OutboxRow row(long seq, String key) {
        return new OutboxRow(0, seq, "id-" + seq, "order", key, "Changed", null, new byte[] {1}, 1);
    }

    static OutboxRow row(long seq, String key, String headers, byte[] payload) {
        int length = payload == null ? -1 : payload.length;
        return new OutboxRow(0, seq, "id-" + seq, "order", key, "Changed", headers, payload, length);
    }
}
