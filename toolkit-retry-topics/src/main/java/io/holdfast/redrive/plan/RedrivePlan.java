package io.holdfast.redrive.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A promise: these dead letters, to these topics, and nothing else. Immutable; kept as JSON in the task log under its
 * id, and its hash covers every other field.
 *
 * @param id also the id of the task that carries it out
 * @param hash SHA-256 over the rest, hexadecimal
 * @param topicId id of the dead-letter topic, which tells it from a later one of the same name
 * @param ranges frozen offsets of each partition that has dead letters
 * @param ledgerEnds ends of the ledger when the plan was made: what is written behind them makes the plan stale
 * @param targets what goes where
 * @param census what was found
 * @param warnings what the operator should read before running
 * @param createdAt epoch milliseconds
 */
public record RedrivePlan(
        String id,
        String hash,
        PlanRequest request,
        String topicId,
        List<Range> ranges,
        Map<Integer, Long> ledgerEnds,
        Map<String, TargetTopic> targets,
        Census census,
        List<String> warnings,
        long createdAt) {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    public RedrivePlan {
        requireNonNull(request, "request");
        requireNonNull(topicId, "topicId");
        ranges = List.copyOf(ranges);
        ledgerEnds = Map.copyOf(ledgerEnds);
        targets = Map.copyOf(targets);
        requireNonNull(census, "census");
        warnings = List.copyOf(warnings);
    }

    /**
     * One partition of the dead-letter topic.
     *
     * @param end the offset after the last one planned
     * @param matched dead letters that will be moved
     * @param disordered of these, those that stand behind a later record of their key
     */
    public record Range(int partition, long begin, long end, long matched, long disordered) {}

    /**
     * A topic that records will be written to.
     *
     * @param topicId its id when the plan was made
     * @param groups consumer groups known to read it
     */
    public record TargetTopic(String topicId, int partitions, long records, long bytes, List<String> groups) {
        public TargetTopic {
            groups = List.copyOf(groups);
        }
    }

    /**
     * What the scan counted.
     *
     * @param scanned records in the ranges
     * @param matched records that will be moved, discarded or restored
     * @param unmatched records that the selection left out
     * @param byCause records selected that cannot be moved, by cause
     * @param errors the most frequent failures among the matched
     * @param otherErrors matched records of failures not listed
     * @param keys distinct keys
     * @param mostOfAKey records of the most frequent key
     * @param keysAcrossPartitions keys with records in several partitions, whose order no task can keep
     * @param duplicates records whose message has another dead letter among the matched
     * @param parked records that go to the parking topic
     * @param redriveCounts how many records have been redriven how often
     * @param dialects who wrote them
     * @param oldest time of the first dead letter matched, epoch milliseconds; -1 if none
     * @param newest time of the last
     * @param samples coordinates of a few
     */
    public record Census(
            long scanned,
            long matched,
            long unmatched,
            long bytes,
            Map<String, Long> byCause,
            List<ErrorCount> errors,
            long otherErrors,
            long keys,
            long mostOfAKey,
            long keysAcrossPartitions,
            long duplicates,
            long parked,
            Map<Integer, Long> redriveCounts,
            Map<String, Long> dialects,
            long oldest,
            long newest,
            List<String> samples) {

        /** Records that the operator meant and that will stay where they are. */
        public long ineligible() {
            return byCause.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** One kind of failure; the message is not kept, it may quote the payload. */
    public record ErrorCount(String fingerprint, String errorClass, long count) {}

    /** The plan with its hash and id filled in. */
    public RedrivePlan sealed() {
        String digest = digest();
        String stamp = STAMP.format(Instant.ofEpochMilli(createdAt));
        return named("rd-" + stamp + "-" + digest.substring(0, 6), digest);
    }

    /** Whether the plan is what it was when it was made. */
    public boolean intact() {
        return digest().equals(hash);
    }

    public long matched() {
        return census.matched();
    }

    private String digest() {
        try {
            byte[] plain = Json.write(named("", ""));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(plain));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private RedrivePlan named(String newId, String newHash) {
        return new RedrivePlan(
                newId, newHash, request, topicId, ranges, ledgerEnds, targets, census, warnings, createdAt);
    }

    /** As kept in the task log. */
    public byte[] toJson() {
        return Json.write(this);
    }

    @Override
    public String toString() {
        return new String(toJson(), UTF_8);
    }
}
