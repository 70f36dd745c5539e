package io.holdfast.core;

import java.util.stream.LongStream;

/** Counts over one or many schedules. Not for several threads: each has its own, merged at the end. */
final class SimReport {
    private final long[] faults = new long[SimFault.values().length];
    private final long[] checks = new long[SimCheck.values().length];
    long schedules;
    long records;
    long handled;
    long excluded;
    long simulatedNanos;

    void count(SimFault fault) {
        faults[fault.ordinal()]++;
    }

    void count(SimCheck check) {
        checks[check.ordinal()]++;
    }

    long of(SimFault fault) {
        return faults[fault.ordinal()];
    }

    long of(SimCheck check) {
        return checks[check.ordinal()];
    }

    void add(SimReport other) {
        for (int i = 0; i < faults.length; i++) faults[i] += other.faults[i];
        for (int i = 0; i < checks.length; i++) checks[i] += other.checks[i];
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
        long all = LongStream.of(faults).sum();
        text.append(String.format("faults %,d%n", all));
        for (SimFault fault : SimFault.values()) text.append(String.format("  %-34s %,d%n", fault, of(fault)));
        text.append(String.format("checks%n"));
        for (SimCheck check : SimCheck.values()) text.append(String.format("  %-34s %,d%n", check, of(check)));
        return text.toString();
    }
}
