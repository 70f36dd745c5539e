package io.holdfast.redrive.dialect;

import static java.util.Objects.requireNonNull;

import io.holdfast.handler.Delivery.Origin;
import io.holdfast.names.HeaderNames;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One dead letter, seen through its dialect. Where it came from is read at once, texts only when asked for: a redrive
 * of a million records looks at few of them.
 *
 * <p>Not safe for concurrent use.
 */
public final class DeadLetter {

    /** Longest text read from one header; stack traces of 1 MB are met in practice. */
    static final int MAX_TEXT_BYTES = 64 * 1024;

    private static final int MAX_NAME_BYTES = 1024;

    private final ConsumerRecord<byte[], byte[]> record;
    private final Dialect dialect;
    private final DialectNames names;
    private final HeaderValues values;
    private final HeaderValues ours;
    private final String originTopic;
    private final int originPartition;
    private final long originOffset;
    private final int redriveCount;
    private String fingerprint;

    private DeadLetter(ConsumerRecord<byte[], byte[]> record, Dialect dialect) {
        this.record = requireNonNull(record, "record");
        this.dialect = requireNonNull(dialect, "dialect");
        names = DialectNames.of(dialect);
        values = new HeaderValues(record.headers(), dialect == Dialect.SMALLRYE);
        ours = dialect == Dialect.SMALLRYE ? new HeaderValues(record.headers(), false) : values;
        String topic = values.topic(pick(names.topic()));
        originTopic = topic != null && topic.startsWith("__") ? null : topic;
        originPartition = names.binary()
                ? (int) values.binary(pick(names.partition()), Integer.BYTES)
                : values.decimalInt(pick(names.partition()));
        originOffset = number(names.offset());
        redriveCount = Math.max(0, ours.decimalInt(HeaderNames.REDRIVE_COUNT));
    }

    /** Reads by the dialect its headers show. */
    public static DeadLetter read(ConsumerRecord<byte[], byte[]> record) {
        return new DeadLetter(record, Dialect.of(record.headers()));
    }

    /** Reads by a dialect that the operator has named, for records that carry the marks of several. */
    public static DeadLetter read(ConsumerRecord<byte[], byte[]> record, Dialect dialect) {
        return new DeadLetter(record, dialect);
    }

    /** The dead letter as it lies in its topic. */
    public ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    public Dialect dialect() {
        return dialect;
    }

    /** {@code topic-partition@offset} of the dead letter itself. */
    public Origin coordinates() {
        return new Origin(record.topic(), record.partition(), record.offset());
    }

    /** Where the record was first consumed; empty unless topic, partition and offset are all there and well formed. */
    public Optional<Origin> origin() {
        return originTopic == null || originPartition < 0 || originOffset < 0
                ? Optional.empty()
                : Optional.of(new Origin(originTopic, originPartition, originOffset));
    }

    /** Known more often than {@link #origin()}; never a topic whose name starts with two underscores. */
    public Optional<String> originTopic() {
        return Optional.ofNullable(originTopic);
    }

    /** Partition of the origin, or -1. */
    public int originPartition() {
        return originPartition;
    }

    /** Rank of the record within its key: the offset of the origin, or of the dead letter when that is not known. */
    public long rank() {
        return originOffset >= 0 ? originOffset : record.offset();
    }

    /** Timestamp of the original record in epoch milliseconds, or -1. */
    public long originTimestamp() {
        return names.timestamp().isEmpty() ? HeaderValues.NONE : number(names.timestamp());
    }

    /** Consumer group in which the record failed; the connector's name for Connect. */
    public Optional<String> group() {
        return text(names.group(), MAX_NAME_BYTES);
    }

    public Optional<String> errorClass() {
        return text(names.errorClass(), MAX_NAME_BYTES);
    }

    public Optional<String> errorMessage() {
        return text(names.errorMessage(), MAX_TEXT_BYTES);
    }

    /** Cut to 64 KiB. */
    public Optional<String> stackTrace() {
        return text(names.stackTrace(), MAX_TEXT_BYTES);
    }

    /** Attempts or deliveries before the record was given up, or -1. */
    public int attempts() {
        if (names.attempts().isEmpty()) return -1;
        String name = pick(names.attempts());
        return names.binary() ? values.shortBinary(name) : values.decimalInt(name);
    }

    /** How often Holdfast has redriven this message already. */
    public int redriveCount() {
        return redriveCount;
    }

    /** The dead letter that this one was redriven from, if this is its second failure. */
    public Optional<String> redrivenFrom() {
        return Optional.ofNullable(ours.text(HeaderNames.REDRIVE_FROM, MAX_NAME_BYTES));
    }

    /** The task that redrove it last. */
    public Optional<String> redriveTask() {
        return Optional.ofNullable(ours.text(HeaderNames.REDRIVE_TASK, MAX_NAME_BYTES));
    }

    public Optional<String> messageId() {
        return Optional.ofNullable(ours.text(HeaderNames.MESSAGE_ID, MAX_NAME_BYTES));
    }

    /** What the message is known by: its message id, else its origin, else the dead letter itself. */
    public String logicalId() {
        return messageId().orElseGet(() -> origin().orElseGet(this::coordinates).toString());
    }

    /**
     * Whether key and value lie at the origin only. A share group may have copied key and value, but never headers and
     * timestamp, so its records are always looked up.
     */
    public boolean pointer() {
        return dialect == Dialect.SHARE_GROUP || (dialect == Dialect.HOLDFAST && values.has(HeaderNames.POINTER));
    }

    /** Whether nothing of the message is here but its coordinates. */
    public boolean hollow() {
        return pointer() && record.key() == null && record.value() == null;
    }

    /** Names of headers that were read so far and are not what they should be. */
    public List<String> malformed() {
        return List.copyOf(values.malformed());
    }

    /** Same error, same place: twelve hexadecimal digits, see {@link Fingerprint}. */
    public String fingerprint() {
        if (fingerprint == null) fingerprint = Fingerprint.of(this);
        return fingerprint;
    }

    private long number(List<String> candidates) {
        String name = pick(candidates);
        return names.binary() ? values.binary(name, Long.BYTES) : values.decimal(name);
    }

    private Optional<String> text(List<String> candidates, int maxBytes) {
        for (String name : candidates) {
            String text = values.text(name, maxBytes);
            if (text != null) return Optional.of(text);
        }
        return Optional.empty();
    }

    /** The first candidate present; the last one, absent, when none is. */
    private String pick(List<String> candidates) {
        for (String name : candidates) {
            if (values.has(name)) return name;
        }
        return candidates.isEmpty() ? "" : candidates.get(candidates.size() - 1);
    }
}
