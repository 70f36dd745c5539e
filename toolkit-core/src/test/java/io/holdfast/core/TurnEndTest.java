package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.AssignedPartition.Phase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TurnEndTest {
    private final KeyLanes lanes = new KeyLanes(Ordering.KEY);
    private final Mailbox mailbox = new Mailbox();
    private final InstantSource wallClock = InstantSource.fixed(Instant.EPOCH);
    private final EngineParts parts = new EngineParts(
            lanes,
            mailbox,
            new OutcomeRouter(failed -> new CompletableFuture<>(), 0),
            new EngineMeters(new SimpleMeterRegistry(), "g", "c", wallClock),
            new Pace(),
            Duration.ZERO,
            () -> 0L,
            wallClock,
            () -> {});
    private final TurnEnd turnEnd = new TurnEnd(parts);
    private final AssignedPartition partition = new AssignedPartition(new TopicPartition("t", 0));

    /** Looking twice took the lane's records for those of a partition that is gone: nobody handled them any more. */
    @Test
    void keepsTheLaneOfAPartitionThatWasStoppedWhenTheWorkerLookedAndIsResumedSince() {
        Lane lane = laneOfOneRecord();
        partition.enter(Phase.STOPPED);
        Phase seen = partition.phase();
        partition.enter(Phase.OPEN);

        turnEnd.putAside(lane, lane.first(), seen);

        assertThat(lane.first()).as("the record is still first in its lane").isNotNull();
        assertThat(mail()).singleElement().isInstanceOf(Mail.Halt.class);
    }

    @Test
    void takesOffWhatCameWithAPartitionThatIsGivenUp() {
        Lane lane = laneOfOneRecord();
        partition.enter(Phase.DRAINING);

        turnEnd.putAside(lane, lane.first(), partition.phase());

        assertThat(lane.first()).isNull();
        assertThat(mail()).singleElement().isInstanceOfSatisfying(Mail.Turn.class, turn -> assertThat(turn.handled())
                .isFalse());
    }

    private Lane laneOfOneRecord() {
        lanes.add(new LaneRecord(partition, new ConsumerRecord<>("t", 0, 0, new byte[] {1}, new byte[0])));
        lanes.publish();
        return lanes.next();
    }

    private List<Mail> mail() {
        List<Mail> mail = new ArrayList<>();
        mailbox.drain(mail::add);
        return mail;
    }
}
