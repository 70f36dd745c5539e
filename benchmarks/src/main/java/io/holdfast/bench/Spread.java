package io.holdfast.bench;

import java.util.List;

/** Median and range of the runs of one arm. */
record Spread(double median, double least, double most) {

    static Spread of(List<Double> numbers) {
        if (numbers.isEmpty()) throw new IllegalArgumentException("no numbers");
        List<Double> sorted = numbers.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }
}
