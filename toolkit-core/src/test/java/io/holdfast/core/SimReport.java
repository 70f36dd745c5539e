package io.holdfast.core;

import java.util.EnumMap;
import java.util.Map;

/** Counts over one or many schedules. Not for several threads: each has its own, merged at the end. */
final class SimReport {
    private final Map<SimFault, long[]> faults = new EnumMap<>(SimFault.class);
    private final Map<SimCheck, long[]> checks = new EnumMap<>(SimCheck.class);
    long schedules;
    long records;
    long handled;
    long excluded;
    long simulatedNanos;

    SimReport() {
        for (SimFault fault : SimFault.values()) faults.put(fault, new long[1]);
        for (SimCheck check : SimCheck.values()) checks.put(check, new long[1]);
    }

    void count(SimFault fault) {
        faults.get(fault)[0]++;
    }

    void count(SimCheck check) {
        checks.get(check)[0]++;
    }

    long of(SimFault fault) {
        return faults.get(fault)[0];
    }

    long of(SimCheck check) {
        return checks.get(check)[0];
    }

    void add(SimReport other) {
        faults.forEach((fault, count) -> count[0] += other.of(fault));
        checks.forEach((check, count) -> count[0] += other.of(check));
        schedules += other.schedules;
        records += other.records;
        handled += other.handled;
        excluded += other.excluded;
        simulatedNanos += other.simulatedNanos;
    }

    /** A fault that never struck or a check that never ran proves nothing. */
    void requireEverythingRan() {
        for (SimFault fault : SimFault.values())
            if (of(fault) == 0) throw new AssertionError(fault + " never struck in " + schedules + " schedules");
        for (SimCheck check : SimCheck.values())
            if (of(check) == 0) throw new AssertionError(check + " never ran in " + schedules + " schedules");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format("schedules %,d%n", schedules));
        text.append(
                String.format("records %,d, handler calls %,d, excluded by rule %,d%n", records, handled, excluded));
        text.append(String.format("simulated time %,d s%n", simulatedNanos / 1_000_000_000));
        long all = faults.values().stream().mapToLong(count -> count[0]).sum();
        text.append(String.format("faults %,d%n", all));
        for (SimFault fault : SimFault.values()) text.append(String.format("  %-34s %,d%n", fault, of(fault)));
        text.append(String.format("checks%n"));
        for (SimCheck check : SimCheck.values()) text.append(String.format("  %-34s %,d%n", check, of(check)));
        return text.toString();
    }
}
