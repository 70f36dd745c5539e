package io.holdfast.redrive;

import io.holdfast.redrive.dialect.DeadLetter;
import io.holdfast.redrive.plan.RedrivePlan.Census;
import io.holdfast.redrive.plan.RedrivePlan.ErrorCount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what a plan finds. Bounded in everything but keys, of which each costs 24 bytes. */
final class CensusTaker {

    private static final int MOST_ERRORS = 1_000;
    private static final int ERRORS_SHOWN = 50;
    private static final int SAMPLES = 3;

    private final KeyIndex keys = new KeyIndex();
    private final KeyIndex messages = new KeyIndex();
    private final Map<String, ErrorCount> errors = new HashMap<>();
    private final Map<String, Long> byCause = new TreeMap<>();
    private final Map<Integer, Long> redriveCounts = new TreeMap<>();
    private final Map<String, Long> dialects = new TreeMap<>();
    private final List<String> samples = new ArrayList<>();
    private long scanned;
    private long matched;
    private long unmatched;
    private long bytes;
    private long parked;
    private long duplicates;
    private long oldest = -1;
    private long newest = -1;

    void scanned() {
        scanned++;
    }

    void unmatched() {
        unmatched++;
    }

    void ineligible(String cause) {
        byCause.merge(cause, 1L, Long::sum);
    }

    /**
     * Counts a record that will be dealt with.
     *
     * @return whether it stands behind a later record of its key
     */
    boolean matched(DeadLetter letter, long size, boolean park) {
        matched++;
        bytes += size;
        if (park) parked++;
        redriveCounts.merge(letter.redriveCount(), 1L, Long::sum);
        dialects.merge(letter.dialect().name(), 1L, Long::sum);
        countError(letter);
        messages.add(KeyIndex.hash(letter.logicalId()), 0, 0);
        duplicates = matched - messages.size();
        long time = letter.record().timestamp();
        if (time >= 0) {
            oldest = oldest < 0 ? time : Math.min(oldest, time);
            newest = Math.max(newest, time);
        }
        if (samples.size() < SAMPLES) samples.add(letter.coordinates().toString());
        return letter.record().key() != null
                && keys.add(
                        KeyIndex.keyOf(letter), letter.rank(), letter.record().partition());
    }

    private void countError(DeadLetter letter) {
        String fingerprint = letter.fingerprint();
        ErrorCount known = errors.get(fingerprint);
        if (known == null && errors.size() >= MOST_ERRORS) return;
        long count = known == null ? 1 : known.count() + 1;
        String type = known == null ? letter.errorClass().orElse("") : known.errorClass();
        errors.put(fingerprint, new ErrorCount(fingerprint, type, count));
    }

    long matched() {
        return matched;
    }

    Census census() {
        List<ErrorCount> shown = errors.values().stream()
                .sorted(Comparator.comparingLong(ErrorCount::count).reversed().thenComparing(ErrorCount::fingerprint))
                .limit(ERRORS_SHOWN)
                .toList();
        long listed = shown.stream().mapToLong(ErrorCount::count).sum();
        return new Census(
                scanned,
                matched,
                unmatched,
                bytes,
                byCause,
                shown,
                matched - listed,
                keys.size(),
                keys.mostOfAKey(),
                keys.spread(),
                duplicates,
                parked,
                redriveCounts,
                dialects,
                oldest,
                newest,
                samples);
    }
}
