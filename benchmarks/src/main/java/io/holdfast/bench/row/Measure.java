package io.holdfast.bench.row;

import static java.util.Objects.requireNonNull;

/**
 * What a number of a {@link Sample} means.
 *
 * @param key name inside a sample; no spaces, no {@code =}
 * @param unit as printed after the number
 */
public record Measure(String key, String unit) {

    /** Handled records by the time from the first handled record to the last. */
    public static final Measure RATE = new Measure("rate", "records/s");

    /** From starting the consumer to the first handled record; not part of the rate. */
    public static final Measure JOIN = new Measure("join", "ms to join");

    /** CPU time of the arm's whole process while the rate was measured; the broker's is not in it. */
    public static final Measure CPU = new Measure("cpu", "µs CPU/record");

    /** Heap allocated meanwhile by the threads alive at its end. */
    public static final Measure ALLOCATED = new Measure("allocated", "B allocated/record");

    public Measure {
        requireNonNull(unit, "unit");
        if (!key.matches("[A-Za-z]+")) throw new IllegalArgumentException("key must be letters, was " + key);
    }
}
