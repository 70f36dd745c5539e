package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The test of the test: engines with one known mistake each, which the simulation must find. */
class BrokenEngineSimulationTest {
    private static final int SCHEDULES = 2_000;

    private static Level level;

    @BeforeAll
    static void beQuiet() {
        level = SimRun.quiet(Level.OFF);
    }

    @AfterAll
    static void beAsBefore() {
        SimRun.quiet(level);
    }

    @Test
    void commitsTheHighestSeen() {
        assertCaught(new CommitsHighestSeen(false), SimCheck.COMMIT_NOT_ABOVE_FRONTIER);
    }

    @Test
    void dropsOnRevokeWhatItHasNotFinished() {
        assertCaught(new CommitsHighestSeen(true), SimCheck.COMMIT_NOT_ABOVE_FRONTIER);
    }

    @Test
    void forgetsToFenceLateResults() {
        assertCaught(new TakesLateResults(), SimCheck.COMMIT_NOT_ABOVE_FRONTIER, SimCheck.ENGINE_NEVER_THROWS);
    }

    @Test
    void forgetsLanesAtRevoke() {
        assertCaught(new ForgetsLanes(), SimCheck.ONE_OF_A_KEY_AT_A_TIME);
    }

    @Test
    void pairsMetadataWithAnotherBase() {
        assertCaught(new ShiftsMetadata(), SimCheck.METADATA_CLAIMS_NOTHING_UNFINISHED);
    }

    @Test
    void letsTheLaneGoOnWhileARecordIsRetried() {
        assertCaught(new ReleasesOnRetry(), SimCheck.ORDER_WITHIN_EPOCH);
    }

    @Test
    void takesAForwardForDurableWhenItIsSent() {
        assertCaught(
                new ForwardsUnacknowledged(),
                SimCheck.COMMIT_NOT_ABOVE_FRONTIER,
                SimCheck.METADATA_CLAIMS_NOTHING_UNFINISHED,
                SimCheck.ORDER_WITHIN_EPOCH);
    }

    @Test
    void takesAFailedCommitForDone() {
        assertCaught(new BelievesEveryCommit(), SimCheck.COMMITTED_TO_THE_END);
    }

    @Test
    void countsReleasesAsFailures() {
        assertCaught(new CountsReleases(), SimCheck.ATTEMPTS_COUNT_FAILURES);
    }

    @Test
    void forgetsToPause() {
        assertCaught(new ForgetsPause(), SimCheck.FULL_IS_PAUSED, SimCheck.BOUNDED);
    }

    private static void assertCaught(SimSabotage sabotage, SimCheck... by) {
        SimReport report = new SimReport();
        for (int seed = 1; seed <= SCHEDULES; seed++) {
            try {
                SimRun.run(seed, sabotage, report);
            } catch (SimRun.SimFailure caught) {
                assertThat(caught.violation.check).as(caught.getMessage()).isIn((Object[]) by);
                return;
            }
        }
        fail("%s was not caught in %d schedules", sabotage.getClass().getSimpleName(), SCHEDULES);
    }

    /** Commits one past the last record received, always or when a partition is revoked. */
    private static final class CommitsHighestSeen extends SimSabotage {
        private final boolean onlyAtRevoke;

        CommitsHighestSeen(boolean onlyAtRevoke) {
            this.onlyAtRevoke = onlyAtRevoke;
        }

        @Override
        Map<TopicPartition, OffsetAndMetadata> commit(
                SimMember member, Map<TopicPartition, OffsetAndMetadata> wanted, boolean revoking) {
            if (onlyAtRevoke && !revoking) return wanted;
            Map<TopicPartition, OffsetAndMetadata> highest = new HashMap<>();
            for (TopicPartition topicPartition : wanted.keySet()) {
                AssignedPartition epoch = member.epoch(topicPartition).orElseThrow();
                highest.put(topicPartition, new OffsetAndMetadata(epoch.ledger.seen()));
            }
            return highest;
        }
    }

    /** The result of an epoch that is over goes into the ledger of the present one. */
    private static final class TakesLateResults extends SimSabotage {
        @Override
        void ended(SimMember member, SimWorkers.Call call) {
            if (!call.record.partition.closed()) return;
            member.mailbox().post(new Mail.Command(() -> {
                Optional<AssignedPartition> epoch = member.epoch(call.sim.topicPartition);
                if (epoch.isEmpty() || epoch.get().ledger == null) return;
                OffsetLedger ledger = epoch.get().ledger;
                boolean pending = call.sim.offset < ledger.seen() && !ledger.isFinished(call.sim.offset);
                if (pending) ledger.finish(call.sim.offset);
            }));
        }
    }

    /** A partition that comes back gets new lanes, whoever still works on the old ones. */
    private static final class ForgetsLanes extends SimSabotage {
        @Override
        void revoked(SimMember member) {
            try {
                Field tables = KeyLanes.class.getDeclaredField("tables");
                tables.setAccessible(true);
                ((Map<?, ?>) tables.get(member.lanes())).clear();
            } catch (ReflectiveOperationException renamed) {
                throw new LinkageError("KeyLanes has no field tables any more", renamed);
            }
        }
    }

    /** Finished offsets as of one moment, beside the frontier of another. */
    private static final class ShiftsMetadata extends SimSabotage {
        @Override
        Map<TopicPartition, OffsetAndMetadata> commit(
                SimMember member, Map<TopicPartition, OffsetAndMetadata> wanted, boolean revoking) {
            Map<TopicPartition, OffsetAndMetadata> shifted = new HashMap<>(wanted);
            shifted.replaceAll((topicPartition, offset) -> {
                CommitMetadata.Decoded decoded = CommitMetadata.decode(offset.metadata(), offset.offset());
                if (!(decoded instanceof CommitMetadata.Finished above) || offset.offset() == 0) return offset;
                return new OffsetAndMetadata(offset.offset() - 1, shift(above));
            });
            return shifted;
        }

        private static String shift(CommitMetadata.Finished above) {
            CommitMetadata.Finished.Builder shifted = new CommitMetadata.Finished.Builder(above.base() - 1);
            for (int run = 0; run < above.runs(); run++)
                shifted.unfinished(above.runFrom(run) - 1, above.runTo(run) - 1);
            return CommitMetadata.encode(shifted.build(above.end() - 1), CommitMetadata.DEFAULT_MAX_CHARS);
        }
    }

    /** A failed record is safe elsewhere, to be tried again later, and the next of its key goes first. */
    private static final class ReleasesOnRetry extends SimSabotage {
        @Override
        SimBehaviour outcome(SimWorkers.Call call, SimBehaviour behaviour) {
            if (behaviour != SimBehaviour.THROW_TRANSIENT) return behaviour;
            call.sim.ended = true;
            return SimBehaviour.DONE;
        }
    }

    private static final class ForwardsUnacknowledged extends SimSabotage {
        @Override
        boolean routesBeforeAppend(SimWorld world, SimWorkers.Call call) {
            return true;
        }
    }

    private static final class BelievesEveryCommit extends SimSabotage {
        @Override
        Exception answers(Exception failure) {
            return null;
        }
    }

    private static final class CountsReleases extends SimSabotage {
        @Override
        SimBehaviour outcome(SimWorkers.Call call, SimBehaviour behaviour) {
            return behaviour == SimBehaviour.RETURN_RELEASE ? SimBehaviour.RETURN_RETRY : behaviour;
        }
    }

    private static final class ForgetsPause extends SimSabotage {
        @Override
        boolean forgetsPause() {
            return true;
        }
    }
}
