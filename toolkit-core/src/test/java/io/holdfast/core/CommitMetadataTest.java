package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.CommitMetadata.Decoded;
import io.holdfast.core.CommitMetadata.Finished;
import io.holdfast.core.CommitMetadata.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommitMetadataTest {

    private static final int UNLIMITED = 10_000_000;

    @Test
    void comesBackAsItWasByTheBestCodecAndByEach() {
        for (long seed = 0; seed < 5_000; seed++) {
            Finished above = Patterns.random(new Random(seed));
            assertThat(CommitMetadata.decode(CommitMetadata.encode(above, UNLIMITED), above.base()))
                    .as("seed %d", seed)
                    .isEqualTo(above.isEmpty() ? CommitMetadata.Unusable.NONE : above);
            for (OffsetCodec codec : OffsetCodec.ALL) {
                if (above.isEmpty() || (codec == BitSetCodec.BITS && above.end() - above.base() > 100_000)) {
                    continue;
                }
                OffsetCodec.Plan plan = codec.plan(above, Long.MAX_VALUE);
                assertThat(plan.end()).as("seed %d, %s", seed, codec).isEqualTo(above.end());
                assertThat(CommitMetadata.decode(CommitMetadata.write(above, plan), above.base()))
                        .as("seed %d, %s", seed, codec)
                        .isEqualTo(above);
            }
        }
    }

    @Test
    void picksTheSmallestCodec() {
        for (long seed = 0; seed < 1_000; seed++) {
            Finished above = Patterns.random(new Random(seed));
            int best = CommitMetadata.encode(above, UNLIMITED).length();
            for (OffsetCodec codec : OffsetCodec.ALL) {
                if (!above.isEmpty() && above.end() - above.base() < 100_000) {
                    String text = CommitMetadata.write(above, codec.plan(above, Long.MAX_VALUE));
                    assertThat(best).as("seed %d, %s", seed, codec).isLessThanOrEqualTo(text.length());
                }
            }
        }
    }

    @Test
    void keepsTheLongestPrefixThatFits() {
        checkPrefixes(codec -> 0);
    }

    @Test
    void catchesAPlanThatStopsEarly() {
        assertThatThrownBy(() -> checkPrefixes(codec -> codec == RunCodec.RUNS ? 2 : 0))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> checkPrefixes(codec -> codec == BitSetCodec.BITS ? 2 : 0))
                .isInstanceOf(AssertionError.class);
    }

    /** Against all prefixes, each with all codes: none longer than the plan's fits, and the plan's does. */
    private static void checkPrefixes(ToIntFunction<OffsetCodec> bitsWasted) {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Finished above =
                    Patterns.scattered(random, random.nextInt(1_000), 20 + random.nextInt(150), random.nextDouble());
            for (OffsetCodec codec : OffsetCodec.ALL) {
                int bits = random.nextInt(160);
                OffsetCodec.Plan plan = codec.plan(above, bits - bitsWasted.applyAsInt(codec));
                Finished prefix = above.prefix(plan.end());
                assertThat(prefix.end())
                        .as("seed %d, %s: a finished last offset", seed, codec)
                        .isEqualTo(plan.end());
                if (!prefix.isEmpty()) {
                    assertThat(bodyBits(prefix, codec))
                            .as("seed %d, %s: size", seed, codec)
                            .isLessThanOrEqualTo(bits);
                    assertThat(CommitMetadata.decode(CommitMetadata.write(prefix, plan), above.base()))
                            .isEqualTo(prefix);
                }
                for (long end = plan.end() + 1; end <= above.end(); end++) {
                    Finished longer = above.prefix(end);
                    if (longer.end() == end) {
                        assertThat(bodyBits(longer, codec))
                                .as("seed %d, %s: [%d, %d) would fit", seed, codec, above.base(), end)
                                .isGreaterThan(bits);
                    }
                }
            }
        }
    }

    /** The smallest body, found by writing it with every code. */
    private static long bodyBits(Finished above, OffsetCodec codec) {
        if (codec == BitSetCodec.BITS) {
            return above.end() - above.base();
        }
        long least = Long.MAX_VALUE;
        for (int finished = 0; finished < NumberCode.COUNT; finished++) {
            long gaps = NumberCode.ID_BITS;
            long runs = 2 * NumberCode.ID_BITS;
            long cheapestUnfinished = Long.MAX_VALUE;
            for (int run = 0; run <= above.runs(); run++) {
                gaps += NumberCode.cost(finished, above.finishedBefore(run));
                runs += NumberCode.cost(finished, above.finishedBefore(run) - (run == 0 ? 0 : 1));
                gaps += run == above.runs() ? 0 : (above.unfinishedIn(run) - 1) * NumberCode.cost(finished, 0);
            }
            for (int unfinished = 0; unfinished < NumberCode.COUNT; unfinished++) {
                long bits = 0;
                for (int run = 0; run < above.runs(); run++) {
                    bits += NumberCode.cost(unfinished, above.unfinishedIn(run) - 1);
                }
                cheapestUnfinished = Math.min(cheapestUnfinished, bits);
            }
            least = Math.min(least, codec == RunCodec.GAPS ? gaps : runs + cheapestUnfinished);
        }
        return least;
    }

    @Test
    void staysWithinTheLimitAndSaysSomethingAsSoonAsThereIsRoom() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Finished above =
                    Patterns.scattered(random, 1L << random.nextInt(62), 50_000, 0.3 + 0.4 * random.nextDouble());
            long covered = above.base();
            for (int maxChars : new int[] {-1, 0, 4, 20, 40, 64, 100, 1_000, 2_001, 4_000, 4_096}) {
                String text = CommitMetadata.encode(above, maxChars);
                assertThat(text.length()).as("seed %d", seed).isLessThanOrEqualTo(Math.max(0, maxChars));
                assertThat(text).matches("[ -~]*");
                if (maxChars >= 64) {
                    Decoded decoded = CommitMetadata.decode(text, above.base());
                    assertThat(decoded).as("seed %d, %d chars", seed, maxChars).isInstanceOf(Finished.class);
                    Finished prefix = (Finished) decoded;
                    assertThat(prefix).isEqualTo(above.prefix(prefix.end()));
                    assertThat(prefix.end()).isGreaterThan(covered);
                    assertThat(text.length()).as("room left").isGreaterThan(maxChars - 8);
                    covered = prefix.end();
                }
            }
        }
    }

    @Test
    void neverBelievesACorruptedText() {
        for (long seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            Finished above = Patterns.scattered(
                    random, random.nextLong() >>> (1 + random.nextInt(62)), 300, random.nextDouble());
            String text = CommitMetadata.encode(above, UNLIMITED);
            for (int at = 0; at < text.length(); at++) {
                for (int bit = 0; bit < 16; bit++) {
                    StringBuilder flipped = new StringBuilder(text);
                    flipped.setCharAt(at, (char) (text.charAt(at) ^ (1 << bit)));
                    assertUnusableOr(above, flipped.toString(), above.base());
                }
                assertUnusableOr(above, text.substring(0, at), above.base());
                assertUnusableOr(above, text.substring(0, at) + text.substring(at + 1), above.base());
                assertUnusableOr(above, text.substring(0, at) + 'A' + text.substring(at), above.base());
            }
        }
    }

    private static void assertUnusableOr(Finished above, String text, long base) {
        Decoded decoded = CommitMetadata.decode(text, base);
        assertThat(decoded.kind() != Kind.FINISHED || decoded.equals(above))
                .as(text)
                .isTrue();
    }

    @Test
    void believesOnlyTheCommitItWasWrittenFor() {
        Finished above = Patterns.scattered(new Random(1), 1_000, 100, 0.5);
        String text = CommitMetadata.encode(above, UNLIMITED);
        assertThat(CommitMetadata.decode(text, 1_000)).isEqualTo(above);
        for (long other : new long[] {999, 1_001, 0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThat(CommitMetadata.decode(text, other).kind()).isEqualTo(Kind.DAMAGED);
        }
    }

    @Test
    void answersForAnyString() {
        for (long seed = 0; seed < 50_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "hf1:" : "");
            for (int length = random.nextInt(40); length > 0; length--) {
                text.append((char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
            }
            assertThat(CommitMetadata.decode(text.toString(), random.nextLong()).kind())
                    .isNotNull();
        }
    }

    /** Content with a right checksum: what is left to guard the decoder is the decoder. */
    @Test
    void boundsWhatAnyContentMayClaim() {
        int whole = 0;
        for (long seed = 0; seed < 50_000; seed++) {
            Random random = new Random(seed);
            byte[] content = new byte[5 + random.nextInt(30)];
            random.nextBytes(content);
            content[0] = (byte) random.nextInt(4);
            content[1] = 7;
            int codec = 3;
            if (random.nextBoolean()) {
                content[2] = (byte) random.nextInt(128);
            } else {
                content[2] |= (byte) 0x80;
                content[3] &= 0x7f;
                codec = 4;
            }
            content[codec] = (byte) (1 + random.nextInt(3));
            Decoded decoded = CommitMetadata.decode(CommitMetadata.frame(content), 7);
            if (decoded instanceof Finished above) {
                whole++;
                assertThat(above.runs()).isLessThanOrEqualTo(8 * content.length);
                assertThat(above.isEmpty()).isFalse();
                assertThat(CommitMetadata.decode(CommitMetadata.encode(above, UNLIMITED), 7))
                        .as("seed %d", seed)
                        .isEqualTo(above);
            }
        }
        assertThat(whole).as("some of them are well-formed").isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aFewBytesCannotClaimGigabytes(int codec) {
        BitOutput huge = new BitOutput();
        huge.put(0, 8);
        huge.putVarint(0);
        huge.putVarint(Long.MAX_VALUE);
        huge.put(codec, 8);
        huge.put(0, 40);
        assertThat(CommitMetadata.decode(CommitMetadata.frame(huge.toBytes()), 0)
                        .kind())
                .isEqualTo(Kind.DAMAGED);
    }

    @ParameterizedTest
    @CsvSource({
        "0x00, FINISHED",
        "0x02, FINISHED",
        "0x08, FINISHED",
        "0x01, FINISHED",
        "0x0f, FINISHED",
        "0x10, DAMAGED",
        "0x80, DAMAGED"
    })
    void leavesRoomForLaterFields(String flags, Kind kind) {
        int flagByte = Integer.decode(flags);
        Finished above = Patterns.scattered(new Random(3), 50, 40, 0.5);
        OffsetCodec.Plan plan = RunCodec.GAPS.plan(above, Long.MAX_VALUE);
        BitOutput out = new BitOutput();
        out.put(flagByte, 8);
        out.putVarint(above.base());
        out.putVarint(above.end() - above.base());
        out.put(plan.codec().id(), 8);
        if ((flagByte & 1) != 0) {
            out.putVarint(3);
            out.put(0xabcdef, 24);
        }
        RunCodec.GAPS.write(above, plan, out);
        Decoded decoded = CommitMetadata.decode(CommitMetadata.frame(out.toBytes()), 50);
        assertThat(decoded.kind()).isEqualTo(kind);
        if (kind == Kind.FINISHED) {
            assertThat(decoded).isEqualTo(above);
        }
    }

    @Test
    void knowsItsOwn() {
        assertThat(CommitMetadata.decode(null, 0).kind()).isEqualTo(Kind.NONE);
        assertThat(CommitMetadata.decode("", 0).kind()).isEqualTo(Kind.NONE);
        byte[] streams = {2, 0, 0, 1, (byte) 0x9a, 5, 6, 7, 8, 0, 0, 0, 0};
        String[] foreign = {
            Base64.getEncoder().encodeToString(streams),
            "{\"offset\":5}",
            "NO_METADATA",
            "hf",
            "hf:",
            "hfx:AAAA",
            "hf12345:AAAA",
            "HF1:AAAA",
            " hf1:",
            "\0",
            "h\uD800"
        };
        for (String text : foreign) {
            assertThat(CommitMetadata.decode(text, 0).kind()).as(text).isEqualTo(Kind.FOREIGN);
        }
        for (String text : new String[] {"hf1:", "hf1:AAAA", "hf1:\n", "hf2:AAAA", "hf0:", "hf99:x\ny", "hf1:ÄÖ"}) {
            assertThat(CommitMetadata.decode(text, 0).kind()).as(text).isEqualTo(Kind.DAMAGED);
        }
    }

    @Test
    void numberCodesComeBackAndCostWhatTheySay() {
        Random random = new Random(11);
        for (int code = 0; code < NumberCode.COUNT; code++) {
            for (int round = 0; round < 2_000; round++) {
                long value = round < 64
                        ? ((1L << round) - 1) & Long.MAX_VALUE
                        : random.nextLong() >>> (1 + random.nextInt(63));
                BitOutput out = new BitOutput();
                NumberCode.put(code, value, out);
                byte[] bytes = out.toBytes();
                BitInput in = new BitInput(bytes, 0, bytes.length);
                assertThat(NumberCode.take(code, in)).as("code %d", code).isEqualTo(value);
                assertThat(8L * bytes.length - in.remaining()).isEqualTo(NumberCode.cost(code, value));
                assertThat(NumberCode.cost(code, value))
                        .isGreaterThanOrEqualTo(NumberCode.cost(code, Math.max(0, value - 1)));
            }
        }
    }

    /** The median of 21 seeds, everything but the text packing included. The seeds are fixed, so the bounds are the measured sizes, rounded up. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "stuckHead, 200000, 20",
        "stuckHeadAndTail, 100000, 150",
        "half, 20000, 2520",
        "tenPercent, 20000, 1230",
        "onePercent, 100000, 1050",
        "onePerMille, 1000000, 1470",
        "oneKeyOfThousand, 100000, 190",
        "oneKeyOfTwenty, 20000, 780",
        "runs, 100000, 900"
    })
    void isNotLargerThan(String pattern, int window, int bytes) {
        int[] sizes = new int[21];
        for (int seed = 0; seed < sizes.length; seed++) {
            sizes[seed] = size(Patterns.named(pattern, new Random(seed), 1_000_000_000L, window));
        }
        Arrays.sort(sizes);
        assertThat(sizes[10]).isLessThanOrEqualTo(bytes);
    }

    /** No code can average below the entropy of the window; ours stays within a few percent and its frame. */
    @Test
    void isCloseToTheEntropyOfScatteredOffsets() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            double unfinished = Math.pow(10, -1 - 2 * random.nextDouble());
            int window = (int) (500 / unfinished);
            Finished above = Patterns.scattered(random, 1_000_000_000L, window, unfinished);
            double length = above.end() - above.base();
            double share = 1 - above.finishedFrom(0) / length;
            double entropy = -length / 8 * (share * Math.log(share) + (1 - share) * Math.log(1 - share)) / Math.log(2);
            assertThat((double) size(above))
                    .as("seed %d, %.4f unfinished", seed, share)
                    .isLessThan(entropy * 1.05 + 20);
        }
    }

    private static int size(Finished above) {
        String text = CommitMetadata.encode(above, CommitMetadata.DEFAULT_MAX_CHARS);
        assertThat(CommitMetadata.decode(text, above.base())).as("whole").isEqualTo(above);
        return Base64.getUrlDecoder().decode(text.substring(4)).length;
    }

    @Test
    void asciiOnly() {
        String text = CommitMetadata.encode(Patterns.scattered(new Random(5), 9, 10_000, 0.5), 4_000);
        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSize(text.length());
    }
}
