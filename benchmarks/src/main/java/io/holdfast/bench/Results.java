package io.holdfast.bench;

import io.holdfast.bench.row.Arm;
import io.holdfast.bench.row.Measure;
import io.holdfast.bench.row.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The samples of one run of a row, by arm. One thread. */
final class Results {

    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

    void add(Arm arm, Sample sample) {
        samples.computeIfAbsent(arm.name(), unused -> new ArrayList<>()).add(sample);
    }

    /** Empty when the arm did not run or does not measure this. */
    Optional<Spread> spread(String arm, Measure measure) {
        List<Double> numbers = samples.getOrDefault(arm, List.of()).stream()
                .filter(sample -> sample.has(measure))
                .map(sample -> sample.value(measure))
                .toList();
        return numbers.isEmpty() ? Optional.empty() : Optional.of(Spread.of(numbers));
    }
}
