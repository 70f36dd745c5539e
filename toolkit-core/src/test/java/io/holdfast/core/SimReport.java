package io.holdfast.core;

import java.util.EnumMap;
import java.util.Map;

/** Counts over one or many schedules. Not for several threads: each has its own, merged at the end. */
final class SimReport {
    final Map<SimFault, Long> faults = new EnumMap<>(SimFault.class);
    final Map<SimCheck, Long> checks = new EnumMap<>(SimCheck.class);
    long schedules;
    long records;
    long handled;
    long excluded;
    long simulatedNanos;

    SimReport() {
        for (SimFault fault : SimFault.values()) faults.put(fault, 0L);
        for (SimCheck check : SimCheck.values()) checks.put(check, 0L);
    }

    void count(SimFault fault) {
        faults.merge(fault, 1L, Long::sum);
    }

    void count(SimCheck check) {
        checks.merge(check, 1L, Long::sum);
    }

    void add(SimReport other) {
        other.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
        other.checks.forEach((check, count) -> checks.merge(check, count, Long::sum));
        schedules += other.schedules;
        records += other.records;
        handled += other.handled;
        excluded += other.excluded;
        simulatedNanos += other.simulatedNanos;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format("schedules %,d%n", schedules));
        text.append(String.format("records %,d, handler calls %,d, excluded by rule %,d%n", records, handled, excluded));
        text.append(String.format("simulated time %,d s%n", simulatedNanos / 1_000_000_000));
        long all = faults.values().stream().mapToLong(Long::longValue).sum();
        text.append(String.format("faults %,d%n", all));
        faults.forEach((fault, count) -> text.append(String.format("  %-34s %,d%n", fault, count)));
        text.append(String.format("checks%n"));
        checks.forEach((check, count) -> text.append(String.format("  %-34s %,d%n", check, count)));
        return text.toString();
    }
}
