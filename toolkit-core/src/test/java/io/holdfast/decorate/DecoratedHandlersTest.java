package io.holdfast.decorate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.Backoff;
import io.holdfast.failure.FailedRecord;
import io.holdfast.failure.FailureClassifier;
import io.holdfast.failure.FailureRoute;
import io.holdfast.failure.FailureRoute.Disposition;
import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import io.holdfast.handler.RecordHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class DecoratedHandlersTest {
    private final Delivery<String, String> delivery = Delivery.first(new ConsumerRecord<>("orders", 1, 7, "k", "v"));
    private final FailureClassifier threeTries =
            FailureClassifier.builder().maxAttempts(3).backoff(Backoff.none()).build();

    @Test
    void retrying_callsAgainWithTheNextAttempt_untilItSucceeds() throws Exception {
        List<Integer> attempts = new ArrayList<>();
        RecordHandler<String, String> handler = RetryingHandler.around(
                tried -> {
                    attempts.add(tried.attempt());
                    if (tried.attempt() < 3) throw new IOException("later");
                    return Outcome.done();
                },
                threeTries);

        assertThat(handler.handle(delivery)).isEqualTo(Outcome.done());
        assertThat(attempts).containsExactly(1, 2, 3);
    }

    @Test
    void retrying_givesUpAsTheClassifierSays_andNeverThrows() throws Exception {
        RecordHandler<String, String> handler = RetryingHandler.around(
                tried -> {
                    throw new IOException("never");
                },
                threeTries);

        assertThat(handler.handle(delivery)).isInstanceOf(Outcome.DeadLetter.class);
    }

    @Test
    void deadLettering_returnsOnlyAfterTheForwardIsAcknowledged() throws Exception {
        List<FailedRecord> forwarded = new ArrayList<>();
        FailureRoute route = failed -> {
            forwarded.add(failed);
            return CompletableFuture.completedFuture(Disposition.FORWARDED);
        };
        RecordHandler<String, String> handler = deadLettering(route);

        assertThat(handler.handle(delivery).kind()).isEqualTo(Outcome.Kind.DEAD_LETTER);
        assertThat(forwarded).singleElement().satisfies(failed -> {
            assertThat(failed.record().key()).isEqualTo("k".getBytes(UTF_8));
            assertThat(failed.record().value()).isEqualTo("v".getBytes(UTF_8));
            assertThat(failed.origin()).hasToString("orders-1@7");
        });
    }

    @Test
    void deadLettering_throwsWhenTheForwardFails_soThatNothingIsSkipped() {
        RecordHandler<String, String> handler =
                deadLettering(failed -> CompletableFuture.failedFuture(new IOException("no such topic")));

        assertThatThrownBy(() -> handler.handle(delivery))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("orders-1@7")
                .hasMessageContaining("must not be skipped");
    }

    private static RecordHandler<String, String> deadLettering(FailureRoute route) {
        return DeadLetteringHandler.around(
                delivery -> Outcome.deadLetter("bad", new IllegalArgumentException("bad")),
                route,
                new StringSerializer(),
                new StringSerializer());
    }
}
