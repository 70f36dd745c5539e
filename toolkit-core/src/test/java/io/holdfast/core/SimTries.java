package io.holdfast.core;

import java.util.IdentityHashMap;
import java.util.Map;

/** What the next try of each delivered record must be: its attempt, and no sooner than when. */
final class SimTries {
    private static final Next FIRST = new Next(1, Long.MIN_VALUE);

    private final Map<LaneRecord, Next> next = new IdentityHashMap<>();

    int attempt(LaneRecord record) {
        return next.getOrDefault(record, FIRST).attempt;
    }

    long notBefore(LaneRecord record) {
        return next.getOrDefault(record, FIRST).notBefore;
    }

    void again(LaneRecord record, int attempt, long notBefore) {
        next.put(record, new Next(attempt, notBefore));
    }

    private record Next(int attempt, long notBefore) {}
}
