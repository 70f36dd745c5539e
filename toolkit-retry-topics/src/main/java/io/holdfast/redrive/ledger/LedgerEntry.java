package io.holdfast.redrive.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.holdfast.handler.Delivery.Origin;
import java.util.Optional;

/**
 * The state of one dead letter, as the ledger keeps it. Who did it and why stands once in the task, not in each entry.
 *
 * @param dead the dead letter
 * @param topicId id of its topic when the entry was written: a topic deleted and created again starts at offset 0, and
 *     entries of its predecessor must not hide its records
 * @param state what it has become
 * @param task the task that did it
 * @param at when, in epoch milliseconds
 * @param to {@code topic} it was moved to; empty if it was not moved
 */
public record LedgerEntry(Origin dead, String topicId, RecordState state, String task, long at, String to) {

    /** Tab-separated: a million entries are read back in about a second, and still read well in a console consumer. */
    private static final char SEPARATOR = '\t';

    private static final int FIELDS = 5;
    private static final int MAX_BYTES = 4096;

    public LedgerEntry {
        requireNonNull(dead, "dead");
        requireNonNull(topicId, "topicId");
        requireNonNull(state, "state");
        requireNonNull(task, "task");
        requireNonNull(to, "to");
    }

    public byte[] key() {
        return dead.toString().getBytes(UTF_8);
    }

    public byte[] value() {
        return (state.text() + SEPARATOR + task + SEPARATOR + at + SEPARATOR + to + SEPARATOR + topicId)
                .getBytes(UTF_8);
    }

    /** Reads what {@link #key} and {@link #value} wrote; empty for anything else. */
    public static Optional<LedgerEntry> read(byte[] key, byte[] value) {
        if (key == null || value == null || key.length > MAX_BYTES || value.length > MAX_BYTES) return Optional.empty();
        Optional<Origin> dead = parseKey(new String(key, UTF_8));
        String[] fields = new String(value, UTF_8).split("\t", -1);
        if (dead.isEmpty() || fields.length != FIELDS) return Optional.empty();
        Optional<RecordState> state = RecordState.parse(fields[0]);
        long at = number(fields[2]);
        if (state.isEmpty() || at < 0) return Optional.empty();
        return Optional.of(new LedgerEntry(dead.get(), fields[4], state.get(), fields[1], at, fields[3]));
    }

    /** Reads {@code topic-partition@offset}; empty for anything else. */
    public static Optional<Origin> parseKey(String text) {
        int at = text.lastIndexOf('@');
        int dash = at < 0 ? -1 : text.lastIndexOf('-', at);
        if (dash < 1) return Optional.empty();
        long partition = number(text.substring(dash + 1, at));
        long offset = number(text.substring(at + 1));
        if (partition < 0 || partition > Integer.MAX_VALUE || offset < 0) return Optional.empty();
        return Optional.of(new Origin(text.substring(0, dash), (int) partition, offset));
    }

    private static long number(String digits) {
        if (digits.isEmpty() || digits.length() > 18) return -1;
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') return -1;
            number = number * 10 + (digit - '0');
        }
        return number;
    }
}
