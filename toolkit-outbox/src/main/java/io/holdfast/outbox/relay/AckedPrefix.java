package io.holdfast.outbox.relay;

import io.holdfast.outbox.store.AggregateKey;
import io.holdfast.outbox.store.OutboxRow;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which rows of a cycle may leave the table: of each key, those before its first row that has to be sent again.
 *
 * <p>A row acknowledged after one that was not stays, and is sent again behind it: a consumer that reads the second
 * copies alone still sees the key in order. Deleting it would make the missing one arrive last.
 */
final class AckedPrefix {
    private AckedPrefix() {}

    /** Leaves every row behind a row of its key that is left. {@code fates} changes. */
    static void keep(List<OutboxRow> rows, RowFate[] fates) {
        Set<AggregateKey> open = new HashSet<>();
        for (int i = 0; i < fates.length; i++) {
            OutboxRow row = rows.get(i);
            if (row.aggregateId() == null) continue;
            AggregateKey key = new AggregateKey(row.aggregateType(), row.aggregateId());
            if (open.contains(key)) {
                fates[i] = RowFate.LEFT;
            } else if (fates[i] == RowFate.LEFT) {
                open.add(key);
            }
        }
    }
}
