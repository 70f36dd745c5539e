package io.holdfast.outbox.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The checker itself must see each kind of fault. */
class VerdictTest {
    private static final Set<String> WRITTEN = Set.of("a/0", "a/1", "a/2", "b/0");

    @Test
    void a_run_without_fault() {
        Verdict verdict = Verdict.of(WRITTEN, Set.of("a/2"), List.of("a/0", "b/0", "a/1"));
        assertThat(verdict).isEqualTo(new Verdict(4, 3, 0, 0, 0, 0, 1));
    }

    @Test
    void a_message_that_is_nowhere_is_lost() {
        assertThat(Verdict.of(WRITTEN, Set.of(), List.of("a/0", "a/1", "b/0")).lost())
                .isEqualTo(1);
    }

    @Test
    void a_first_copy_behind_a_later_message_is_inverted() {
        assertThat(Verdict.of(WRITTEN, Set.of(), List.of("a/1", "a/0", "a/2", "b/0"))
                        .inverted())
                .isEqualTo(1);
    }

    @Test
    void a_second_copy_is_a_duplicate_and_no_inversion() {
        Verdict verdict = Verdict.of(WRITTEN, Set.of(), List.of("a/0", "a/1", "a/0", "a/1", "a/2", "b/0"));
        assertThat(verdict.duplicates()).isEqualTo(2);
        assertThat(verdict.inverted()).isZero();
    }

    @Test
    void a_message_that_was_rolled_back_must_not_be_there() {
        assertThat(Verdict.of(WRITTEN, Set.of(), List.of("a/0", "a/1", "a/2", "b/0", "b/1"))
                        .unwritten())
                .isEqualTo(1);
    }
}
