package io.holdfast.bench.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {

    @Test
    void text_form_is_read_back_unchanged() {
        Sample sample =
                Sample.of(Measure.RATE, 1_228_000.25).and(Measure.JOIN, 3012).and(Measure.CPU, 1.0 / 3);
        assertThat(Sample.parse(sample.toString())).isEqualTo(sample);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sample", "samples rate=1", "rate=1", "sample rate", "sample =1", "sample rate=x"})
    void anything_else_is_refused(String line) {
        assertThatThrownBy(() -> Sample.parse(line)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void number_that_is_none_is_refused() {
        assertThatThrownBy(() -> Sample.of(Measure.RATE, 0.0 / 0.0)).hasMessageContaining("rate must be finite");
    }

    @Test
    void measure_not_in_it_is_refused_with_those_that_are() {
        assertThatThrownBy(() -> Sample.of(Measure.RATE, 1).value(Measure.CPU)).hasMessage("no cpu in [rate]");
    }
}
