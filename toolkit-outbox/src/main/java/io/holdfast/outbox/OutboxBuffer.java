package io.holdfast.outbox;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages of one transaction that wait to be inserted last, when every lock the transaction needs is held: so the
 * order of inserts is the order of commits. For a framework's transactions, call {@link #writeTo} from its
 * before-commit hook.
 *
 * <p>One per transaction, on its thread.
 */
public final class OutboxBuffer {
    private final Outbox outbox;
    private final List<OutboxMessage> messages = new ArrayList<>();

    OutboxBuffer(Outbox outbox) {
        this.outbox = outbox;
    }

    public void add(OutboxMessage message) {
        messages.add(requireNonNull(message, "message"));
    }

    public int size() {
        return messages.size();
    }

    /** Inserts the messages in the order they were added and empties the buffer. */
    public void writeTo(Connection connection) throws SQLException {
        outbox.append(connection, messages);
        messages.clear();
    }
}
