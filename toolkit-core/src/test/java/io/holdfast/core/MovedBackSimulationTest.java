package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the random schedules found about positions that move back, step by step and without chance. */
class MovedBackSimulationTest {
    private static final TopicPartition PARTITION = new TopicPartition(SimWorld.TOPIC, 0);

    private final SimWorld world = new SimWorld(quiet(), new SimSabotage(), new SimReport(), null);
    private final SimLog log = world.log(PARTITION);
    private SimMember member;

    @BeforeEach
    void fiveRecordsOfFiveKeys() {
        for (int i = 0; i < 5; i++) log.append(new byte[] {(byte) i}, 1, List.of());
        member = world.start();
        receive(5);
    }

    /** Records below the cut were thrown away with the old epoch, and the new one committed past them. */
    @Test
    void recordsBelowTheCutThatHadNotEndedAreHandled() {
        log.truncate(3);
        log.append(new byte[] {7}, 1, List.of());
        for (int round = 0; round < 1_000 && !log.isThrough(); round++) {
            member.step();
            member.workers().step();
            world.clock.advance(1_000_000);
        }

        assertThat(log.live()).hasSize(4).allMatch(sim -> sim.ended);
    }

    /** A partition sought back, and its log then cut to that very offset, never committed the record before it. */
    @Test
    void whatEndedBelowAPositionThatWasSoughtBackIsCommitted_evenIfNothingMoreArrives() {
        SimRun.run(10_119_091, new SimSabotage(), new SimReport());
    }

    /** A drain looked for handlers of the present epoch only, and gave the partition away under the older one. */
    @Test
    void aRevocationWaitsForAHandlerOfTheEpochBefore() {
        member.workers().step();
        assertThat(member.workers().calls()).hasSize(1);
        AssignedPartition before = member.epoch(PARTITION).orElseThrow();
        log.truncate(3);
        log.append(new byte[] {7}, 1, List.of());
        for (int round = 0; round < 1_000 && member.epoch(PARTITION).orElseThrow() == before; round++) member.step();

        assertThat(member.epoch(PARTITION)).get().isNotSameAs(before);
        assertThat(member.loop().isRunning(member.epoch(PARTITION).orElseThrow()))
                .isTrue();
    }

    private void receive(int records) {
        while (member.epoch(PARTITION).map(AssignedPartition::pending).orElse(0) < records) {
            member.step();
            world.clock.advance(1_000_000);
        }
    }

    private static SimOptions quiet() {
        SimOptions any = SimOptions.of(1);
        Set<SimOptions.Group> none = EnumSet.noneOf(SimOptions.Group.class);
        return new SimOptions(
                1,
                1,
                1,
                5,
                5,
                0,
                1,
                10,
                0,
                1,
                0,
                0,
                0,
                Ordering.KEY,
                new Limits(100, 100, 1_000, 1_000),
                4_000,
                4_096,
                any.commitInterval(),
                any.drainTimeout(),
                Duration.ZERO,
                none);
    }
}
