package io.holdfast.dedup.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HashSet128Test {

    @Test
    void agreesWithASetOfTheJdk() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            HashSet128 set = new HashSet128();
            Set<IdHash> model = new HashSet<>();
            for (int i = 0; i < 20_000; i++) {
                IdHash hash = crowded(random);
                assertThat(set.contains(hash.high(), hash.low()))
                        .as("seed %d", seed)
                        .isEqualTo(model.contains(hash));
                assertThat(set.add(hash.high(), hash.low())).as("seed %d", seed).isEqualTo(model.add(hash));
            }
            assertThat(set.size()).isEqualTo(model.size());
        }
    }

    /** Hashes that meet: repeats, equal upper halves, long runs of neighbours at the end of the table. */
    private static IdHash crowded(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new IdHash(random.nextInt(3000), random.nextInt(3) + 1);
            case 1 -> new IdHash(-1L - random.nextInt(3), random.nextInt(500));
            default -> new IdHash(random.nextLong(), random.nextLong());
        };
    }

    @Test
    void theHashOfAllZerosIsAnEntryToo() {
        HashSet128 set = new HashSet128();
        assertThat(set.contains(0, 0)).isFalse();
        assertThat(set.add(0, 0)).isTrue();
        assertThat(set.add(0, 0)).isFalse();
        assertThat(set.contains(0, 0)).isTrue();
    }

    @Test
    void anIdCostsAtMost40BytesAtAnySizeAbove1000() {
        Random random = new Random(1);
        HashSet128 set = new HashSet128();
        for (int i = 1; i <= 1_000_000; i++) {
            set.add(random.nextLong(), random.nextLong());
            if (i >= 1000 && set.bytes() > 40L * i) fail("%d ids take %d bytes", i, set.bytes());
        }
    }
}
