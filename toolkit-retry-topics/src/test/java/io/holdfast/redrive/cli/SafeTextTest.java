package io.holdfast.redrive.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SafeTextTest {

    @Test
    void escapesWhatCouldMoveACursorOrTurnTheText() {
        assertThat(SafeText.of("a\u001b[2Jb")).isEqualTo("a\\u001b[2Jb");
        assertThat(SafeText.of("a\r\nb\tc")).isEqualTo("a\\u000d\\nb\\tc");
        assertThat(SafeText.of("a\u009b31mb")).isEqualTo("a\\u009b31mb");
        assertThat(SafeText.of("user\u202etxt.exe")).isEqualTo("user\\u202etxt.exe");
        assertThat(SafeText.of("Grüße 👍 日本")).isEqualTo("Grüße 👍 日本");
        assertThat(SafeText.of((String) null)).isEmpty();
    }

    @Test
    void showsBytesThatAreNoTextInBase64() {
        assertThat(SafeText.of(new byte[] {(byte) 0xff, 0, 1})).isEqualTo("base64:/wAB");
        assertThat(SafeText.of((byte[]) null)).isEqualTo("(null)");
    }

    @Test
    void cutsLongTextWithoutBreakingACharacter() {
        assertThat(SafeText.of("👍".repeat(10), 5)).isEqualTo("👍👍👍👍…");
        assertThat(SafeText.of("é".repeat(1_000_000).getBytes(UTF_8), 10)).isEqualTo("ééééééééé…");
    }

    @Test
    void noBytesBringAControlCharacterThrough() {
        long seed = Long.getLong("holdfast.test.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] any = new byte[random.nextInt(40)];
            random.nextBytes(any);
            for (String shown :
                    new String[] {SafeText.of(any), SafeText.of(any, 10), SafeText.of(new String(any, UTF_8))}) {
                assertThat(shown.codePoints().noneMatch(Character::isISOControl))
                        .as("-Dholdfast.test.seed=%d: %s", seed, shown)
                        .isTrue();
            }
        }
    }
}
