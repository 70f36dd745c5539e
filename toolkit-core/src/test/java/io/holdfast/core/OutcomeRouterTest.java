package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.failure.FailureRoute;
import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OutcomeRouterTest {

    /** It used to break the worker's turn and leave the partition with a forward on its way for ever. */
    @Test
    void aRouteThatReturnsNoStageIsAForwardThatFailed() {
        OutcomeRouter.Step step = routed(failed -> null);

        assertThat(step).isInstanceOfSatisfying(OutcomeRouter.Step.Await.class, await -> assertThat(await.stage())
                .isCompletedExceptionally());
    }

    @Test
    void aRouteThatThrowsIsAForwardThatFailed() {
        OutcomeRouter.Step step = routed(failed -> {
            throw new IllegalStateException("no");
        });

        assertThat(step).isInstanceOfSatisfying(OutcomeRouter.Step.Await.class, await -> assertThat(await.stage())
                .isCompletedExceptionally());
    }

    private static OutcomeRouter.Step routed(FailureRoute route) {
        LaneRecord record = new LaneRecord(
                new AssignedPartition(new TopicPartition("t", 0)), new ConsumerRecord<>("t", 0, 0, null, new byte[0]));
        Outcome outcome = Outcome.deadLetter("given up", new IllegalStateException());
        return new OutcomeRouter(route, 0)
                .route(record, new Delivery.Origin("t", 0, 0), Trial.FIRST, outcome, Instant.EPOCH);
    }
}
