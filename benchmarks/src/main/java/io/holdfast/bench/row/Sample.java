package io.holdfast.bench.row;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What one run of one arm measured. Its text form, {@code sample key=value …}, is how a child process hands it over.
 *
 * @param values number by the {@link Measure#key()} of its measure, in the order they were put
 */
public record Sample(Map<String, Double> values) {

    private static final String PREFIX = "sample";

    public Sample {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        values.forEach((key, value) -> {
            if (!Double.isFinite(value)) throw new IllegalArgumentException(key + " must be finite, was " + value);
        });
    }

    public static Sample of(Measure measure, double value) {
        return new Sample(Map.of(measure.key(), value));
    }

    public Sample and(Measure measure, double value) {
        Map<String, Double> more = new LinkedHashMap<>(values);
        more.put(measure.key(), value);
        return new Sample(more);
    }

    public boolean has(Measure measure) {
        return values.containsKey(measure.key());
    }

    public double value(Measure measure) {
        Double value = values.get(measure.key());
        if (value == null) throw new IllegalArgumentException("no " + measure.key() + " in " + values.keySet());
        return value;
    }

    /** Whether a line of output is the text form of a sample. */
    public static boolean isIn(String line) {
        return line.startsWith(PREFIX + " ");
    }

    public static Sample parse(String line) {
        if (!isIn(line)) throw new IllegalArgumentException("not a sample: " + line);
        Map<String, Double> values = new LinkedHashMap<>();
        for (String pair : line.substring(PREFIX.length() + 1).split(" ", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) throw new IllegalArgumentException("not a sample: " + line);
            values.put(pair.substring(0, equals), Double.valueOf(pair.substring(equals + 1)));
        }
        return new Sample(values);
    }

    @Override
    public String toString() {
        StringJoiner line = new StringJoiner(" ").add(PREFIX);
        values.forEach((key, value) -> line.add(key + "=" + value));
        return line.toString();
    }
}
