package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.CommitMetadata.Finished;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class OffsetLedgerTest {

    private static final int SEEDS = 2_000;
    private static final int TWIN_SEEDS = 200;

    @Test
    void agreesWithTheNaiveLedgerOnEverySchedule() {
        for (long seed = 0; seed < SEEDS; seed++) {
            new LedgerSchedule(seed, LedgerSchedule.Subject::new).run();
        }
    }

    @Test
    void catchesALedgerThatCommitsTheHighestSeen() {
        assertCaught(base -> new LedgerSchedule.Subject(base) {
            @Override
            long frontier() {
                return ledger.seen();
            }
        });
    }

    @Test
    void catchesAnEncoderThatReadsTheEndAfterItsSnapshot() {
        assertCaught(base -> new LedgerSchedule.Subject(base) {
            private OffsetLedger before = ledger;
            private String snapshot = "";

            @Override
            boolean accept(long offset) {
                snapshot = before.metadata(100_000);
                before = ledger;
                return super.accept(offset);
            }

            @Override
            String metadata(int maxChars) {
                Finished.Builder late = new Finished.Builder(ledger.frontier());
                if (CommitMetadata.decode(snapshot, ledger.frontier()) instanceof Finished old) {
                    old.unfinishedFrom(ledger.frontier(), late);
                }
                return CommitMetadata.encode(late.build(ledger.seen()), maxChars);
            }
        });
    }

    @Test
    void catchesALedgerThatHandlesRestoredOffsetsAgain() {
        assertCaught(base -> new LedgerSchedule.Subject(base) {
            @Override
            boolean accept(long offset) {
                super.accept(offset);
                return true;
            }
        });
    }

    @Test
    void catchesALedgerThatTakesAnOffsetTwice() {
        assertCaught(base -> new LedgerSchedule.Subject(base) {
            @Override
            void finish(long offset) {
                if (!ledger.isFinished(offset)) {
                    super.finish(offset);
                }
            }
        });
    }

    @Test
    void catchesALedgerThatDoesNotTellOfAChange() {
        assertCaught(base -> new LedgerSchedule.Subject(base) {
            @Override
            long changes() {
                return ledger.frontier();
            }
        });
    }

    @Test
    void countsHolesAsFinished() {
        OffsetLedger ledger = new OffsetLedger(10);
        assertThat(ledger.accept(12)).isTrue();
        assertThat(ledger.frontier()).isEqualTo(12);
        ledger.accept(15);
        assertThat(ledger.finishedAbove()).isEqualTo(2);
        ledger.skipTo(20);
        assertThat(ledger.finishedAbove()).isEqualTo(6);
        ledger.finish(12);
        assertThat(ledger.frontier()).isEqualTo(15);
        ledger.finish(15);
        assertThat(ledger.frontier()).isEqualTo(20);
        assertThat(ledger.metadata(4_000)).isEmpty();
    }

    @Test
    void keepsTheFrontierWhereTheConsumerHasBeenAfterARestore() {
        OffsetLedger before = new OffsetLedger(10);
        for (long offset = 10; offset < 20; offset++) {
            before.accept(offset);
        }
        for (long offset = 11; offset < 20; offset++) {
            before.finish(offset);
        }
        OffsetLedger after = OffsetLedger.restore(10, finished(before.metadata(4_000), 10));
        assertThat(after.finishedAbove()).isEqualTo(9);
        assertThat(after.accept(10)).isTrue();
        after.finish(10);
        assertThat(after.frontier())
                .as("11 to 19 are finished, but not reached")
                .isEqualTo(11);
        assertThat(finished(after.metadata(4_000), 11).end()).isEqualTo(20);
        assertThat(after.accept(11)).isFalse();
        assertThat(after.frontier()).isEqualTo(12);
        after.skipTo(20);
        assertThat(after.frontier()).isEqualTo(20);
        assertThat(after.metadata(4_000)).isEmpty();
        assertThat(after.accept(20)).isTrue();
    }

    @Test
    void keepsMemoryBoundedWhenOffsetsJumpFarAboveAStuckRecord() {
        OffsetLedger ledger = new OffsetLedger(0);
        ledger.accept(0);
        long offset = 0;
        for (int jump = 0; jump < 1_000; jump++) {
            offset += 1L << 50;
            ledger.accept(offset);
        }
        assertThat(ledger.words()).isLessThanOrEqualTo(16);
        assertThatIllegalStateException().isThrownBy(() -> ledger.finish(1));
        assertThat(ledger.finishedAbove()).isEqualTo(Integer.MAX_VALUE);
        for (long end = offset; offset > 0; offset -= 1L << 50) {
            ledger.finish(offset);
            assertThat(ledger.isFinished(end)).isTrue();
        }
        ledger.finish(0);
        assertThat(ledger.frontier()).isEqualTo(ledger.seen());
    }

    @Test
    void staysWithinSixtyFourBytesARecordAtTheWorstHoleWidth() {
        OffsetLedger ledger = new OffsetLedger(0);
        int records = 10_000;
        for (long record = 0; record < records; record++) {
            ledger.accept(record * OffsetLedger.WIDE_HOLE);
        }
        assertThat(8L * ledger.words()).isLessThanOrEqualTo(64L * records);
    }

    @Test
    void givesTheRingBackWhenTheWindowHasPassed() {
        OffsetLedger ledger = new OffsetLedger(0);
        for (long offset = 0; offset < 1_000_000; offset++) {
            ledger.accept(offset);
        }
        assertThat(ledger.words()).isEqualTo(16_384);
        for (long offset = 999_999; offset >= 0; offset--) {
            ledger.finish(offset);
        }
        assertThat(ledger.frontier()).isEqualTo(1_000_000);
        ledger.accept(1_000_000);
        assertThat(ledger.words()).isEqualTo(16);
    }

    @Test
    void refusesWhatAnotherEpochWouldSay() {
        OffsetLedger ledger = new OffsetLedger(5);
        ledger.accept(5);
        assertThatIllegalStateException().isThrownBy(() -> ledger.accept(5)).withMessageContaining("below 6");
        assertThatIllegalStateException().isThrownBy(() -> ledger.skipTo(4)).withMessageContaining("new epoch");
        assertThatIllegalStateException().isThrownBy(() -> ledger.finish(6)).withMessageContaining("not pending");
        assertThatIllegalStateException().isThrownBy(() -> ledger.finish(-1)).withMessageContaining("not pending");
        ledger.finish(5);
        assertThatIllegalStateException().isThrownBy(() -> ledger.finish(5)).withMessageContaining("twice");
        assertThatIllegalArgumentException().isThrownBy(() -> new OffsetLedger(-1));
        Finished above = new Finished.Builder(7).build(9);
        assertThatIllegalArgumentException().isThrownBy(() -> OffsetLedger.restore(8, above));
    }

    private static Finished finished(String text, long base) {
        assertThat(CommitMetadata.decode(text, base)).isInstanceOf(Finished.class);
        return (Finished) CommitMetadata.decode(text, base);
    }

    private static void assertCaught(LongFunction<LedgerSchedule.Subject> twin) {
        assertThatThrownBy(() -> {
                    for (long seed = 0; seed < TWIN_SEEDS; seed++) {
                        new LedgerSchedule(seed, twin).run();
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed");
    }
}
