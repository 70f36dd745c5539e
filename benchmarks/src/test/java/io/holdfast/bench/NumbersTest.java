package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource({
        "0.8, 0.8",
        "0.9664, 0.966",
        "15, 15",
        "15.04, 15",
        "3.456, 3.46",
        "95.83, 95.8",
        "1027.4, 1027",
        "400000, 400000",
        "0, 0",
        "-0.25, -0.25"
    })
    void plain_keeps_three_digits_and_no_trailing_zeros(double number, String text) {
        assertThat(Numbers.plain(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1228000.4 | 1,228,000", "99.96 | 100.0", "2.5 | 2.50", "0.0312 | 0.031"})
    void grouped_has_thousands_separated(double number, String text) {
        assertThat(Numbers.grouped(number)).isEqualTo(text);
    }
}
