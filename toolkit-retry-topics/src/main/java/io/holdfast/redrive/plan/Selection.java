package io.holdfast.redrive.plan;

import static java.util.Objects.requireNonNull;

import io.holdfast.redrive.dialect.Dialect;
import io.holdfast.redrive.ledger.RecordState;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which dead letters are meant. Different criteria must all hold; of several values of one criterion one is enough.
 * An empty criterion holds for every record.
 *
 * @param since dead-lettered at or after, epoch milliseconds
 * @param until dead-lettered before, epoch milliseconds
 * @param keys exact keys: UTF-8 text, or {@code base64:} and the bytes
 * @param keyPattern regular expression found in the key read as UTF-8
 * @param headers header name to exact value, UTF-8
 * @param exceptions error class, with its package or without
 * @param messagePattern regular expression found in the error message
 * @param fingerprints as {@code dlq groups} shows them; a prefix of six or more digits will do
 * @param offsets ranges of the dead-letter topic itself
 * @param groups consumer group in which the record failed
 * @param topics topic the record was first consumed from
 * @param json JSON pointer to the text of the scalar it must lead to, in a value that is JSON
 * @param states states in the ledger; empty means those that the action is made for
 * @param dialect reads all records by this dialect instead of the one their headers show
 * @param limit at most so many records, counted in the order of partition and offset; 0 for all
 */
public record Selection(
        Optional<Long> since,
        Optional<Long> until,
        List<String> keys,
        Optional<String> keyPattern,
        Map<String, String> headers,
        List<String> exceptions,
        Optional<String> messagePattern,
        List<String> fingerprints,
        List<OffsetRange> offsets,
        List<String> groups,
        List<String> topics,
        Map<String, String> json,
        Set<RecordState> states,
        Optional<Dialect> dialect,
        long limit) {

    public Selection {
        requireNonNull(since, "since");
        requireNonNull(until, "until");
        keys = List.copyOf(keys);
        headers = Map.copyOf(headers);
        exceptions = List.copyOf(exceptions);
        fingerprints = List.copyOf(fingerprints);
        offsets = List.copyOf(offsets);
        groups = List.copyOf(groups);
        topics = List.copyOf(topics);
        json = Map.copyOf(json);
        // In the order of the enum: a plan of equal content must have equal bytes.
        states = states.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(states));
        requireNonNull(dialect, "dialect");
        if (limit < 0) throw new IllegalArgumentException("limit must be 0 (all) or more, was " + limit);
        if (since.isPresent() && until.isPresent() && since.get() >= until.get()) {
            throw new IllegalArgumentException(
                    "since (" + since.get() + ") must lie before until (" + until.get() + ")");
        }
        for (String fingerprint : fingerprints) {
            if (!fingerprint.matches("[0-9a-f]{6,12}")) {
                throw new IllegalArgumentException(
                        "fingerprint must be 6 to 12 hexadecimal digits, was \"" + fingerprint + "\"");
            }
        }
        for (String pointer : json.keySet()) {
            if (!pointer.startsWith("/")) {
                throw new IllegalArgumentException("a JSON pointer starts with \"/\", this one does not: " + pointer);
            }
        }
    }

    /**
     * Offsets of one partition.
     *
     * @param to the offset after the last one
     */
    public record OffsetRange(int partition, long from, long to) {
        public OffsetRange {
            if (partition < 0 || from < 0 || to <= from) {
                throw new IllegalArgumentException("offset range " + partition + ":" + from + "-" + to
                        + " must be partition:from-to with 0 <= from < to, to being the offset after the last");
            }
        }
    }

    /** Everything that is still to be dealt with. */
    public static Selection everything() {
        return new Builder().build();
    }

    public static Builder where() {
        return new Builder();
    }

    /** Collects criteria. Each method replaces what was set before. */
    public static final class Builder {
        private Long since;
        private Long until;
        private List<String> keys = List.of();
        private String keyPattern;
        private Map<String, String> headers = Map.of();
        private List<String> exceptions = List.of();
        private String messagePattern;
        private List<String> fingerprints = List.of();
        private List<OffsetRange> offsets = List.of();
        private List<String> groups = List.of();
        private List<String> topics = List.of();
        private Map<String, String> json = Map.of();
        private Set<RecordState> states = Set.of();
        private Dialect dialect;
        private long limit;

        public Builder since(Long epochMillis) {
            since = epochMillis;
            return this;
        }

        public Builder until(Long epochMillis) {
            until = epochMillis;
            return this;
        }

        public Builder keys(List<String> wanted) {
            keys = wanted;
            return this;
        }

        public Builder keyPattern(String regex) {
            keyPattern = regex;
            return this;
        }

        public Builder headers(Map<String, String> wanted) {
            headers = wanted;
            return this;
        }

        public Builder exceptions(List<String> classes) {
            exceptions = classes;
            return this;
        }

        public Builder messagePattern(String regex) {
            messagePattern = regex;
            return this;
        }

        public Builder fingerprints(List<String> wanted) {
            fingerprints = wanted;
            return this;
        }

        public Builder offsets(List<OffsetRange> ranges) {
            offsets = ranges;
            return this;
        }

        public Builder groups(List<String> wanted) {
            groups = wanted;
            return this;
        }

        public Builder topics(List<String> wanted) {
            topics = wanted;
            return this;
        }

        public Builder json(Map<String, String> pointerToText) {
            json = pointerToText;
            return this;
        }

        public Builder states(Set<RecordState> wanted) {
            states = wanted;
            return this;
        }

        public Builder dialect(Dialect named) {
            dialect = named;
            return this;
        }

        public Builder limit(long most) {
            limit = most;
            return this;
        }

        public Selection build() {
            return new Selection(
                    Optional.ofNullable(since),
                    Optional.ofNullable(until),
                    keys,
                    Optional.ofNullable(keyPattern),
                    headers,
                    exceptions,
                    Optional.ofNullable(messagePattern),
                    fingerprints,
                    offsets,
                    groups,
                    topics,
                    json,
                    states,
                    Optional.ofNullable(dialect),
                    limit);
        }
    }
}
