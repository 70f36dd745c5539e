package io.holdfast.bench.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.LedgerText;
import org.junit.jupiter.api.Test;

class HoldfastCodecTest {

    private static final int MOST_CHARACTERS = 4000;

    @Test
    void bytes_are_those_of_the_text_that_is_committed() {
        Window window = Window.random(77, 100_000, 100, 1);
        String text = LedgerText.of(window.base(), window.length(), window.unfinished())
                .write();
        assertThat(text.length()).isLessThanOrEqualTo(MOST_CHARACTERS);
        assertThat(new HoldfastCodec().encode(window).length).isEqualTo((text.length() - 4) * 3 / 4);
    }

    @Test
    void window_that_does_not_fit_is_still_said_as_far_as_it_fits() {
        Window window = Window.random(77, 500_000, 2, 1);
        String text = LedgerText.of(window.base(), window.length(), window.unfinished())
                .write();
        assertThat(text.length()).isBetween(MOST_CHARACTERS - 100, MOST_CHARACTERS);
    }
}
