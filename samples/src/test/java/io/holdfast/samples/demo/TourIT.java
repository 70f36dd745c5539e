package io.holdfast.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.samples.shop.OrderService;
import io.holdfast.samples.shop.Shop;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import io.holdfast.testkit.store.Postgres;
import io.holdfast.testkit.store.PostgresTest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo with few orders, and with services that are broken on purpose, which it must catch. */
@KafkaTest
@PostgresTest
class TourIT {
    private static final int ORDERS = 1_000;

    private final Stage stage;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    TourIT(Kafka kafka, Postgres postgres) {
        this.stage = new Stage(kafka, kafka.group("orders"), kafka.group("order-service"), postgres.database("shop"));
    }

    @Test
    void everyOrderIsShippedOnce_throughKillsAndAnOrderlyEnd() throws Exception {
        Verdict verdict = take(Strike.three(5), OrderService.class);
        assertThat(verdict.differences()).as(told()).isEmpty();
        assertThat(Shop.shipments(stage.database()).stream()
                        .map(Shop.Shipment::run)
                        .distinct())
                .as("every one of the four processes shipped something")
                .containsExactly(1, 2, 3, 4);
        assertThat(told()).contains("SIGKILL to process").contains("SIGTERM to process");
    }

    @Test
    void aServiceWithoutDedup_isFoundOut() throws Exception {
        Verdict verdict = take(List.of(), ForgetfulService.class);
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.differences())
                .contains("shipped more than once")
                .contains("second copy absorbed: expected 50, found 0");
    }

    @Test
    void aServiceThatCommitsBeforeTheEffect_isFoundOut() throws Exception {
        stage.kafka().createTopic(stage.deadLetterTopic(), 1, Map.of());
        Verdict verdict = take(List.of(new Strike(Strike.How.SIGKILL, 0.3)), HastyService.class);
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.differences()).contains("never shipped").contains("poison records");
    }

    private Verdict take(List<Strike> strikes, Class<?> service) throws Exception {
        Progress progress = new Progress(new PrintStream(printed, true, UTF_8), false);
        return new Tour(new OrderPlan(5, ORDERS), strikes, stage, service, progress).take();
    }

    private String told() {
        return printed.toString(UTF_8);
    }
}
