package io.holdfast.samples.demo;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.samples.shop.Order;
import io.holdfast.samples.shop.OrderFormat;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class OrderPlanTest {
    private final OrderPlan plan = new OrderPlan(7, 20_000);

    @Test
    void theShares_areThosePromised() {
        assertThat(plan.orders()).hasSize(20_000);
        assertThat(plan.orders().stream().map(Order::customer).distinct()).hasSize(500);
        assertThat(plan.twice()).isEqualTo(1_000);
        assertThat(plan.failing()).isEqualTo(600);
        assertThat(plan.poison()).isEqualTo(20);
        assertThat(plan.sendings()).hasSize(21_020);
        assertThat(plan.sendings().stream().filter(Sending::poison)).hasSize(20);
        Set<UUID> ids = new HashSet<>();
        assertThat(plan.sendings().stream().filter(sending -> !ids.add(sending.messageId())))
                .hasSize(1_000);
    }

    @Test
    void theSameSeed_givesTheSameBytes() {
        assertThat(bytes(new OrderPlan(7, 1_000))).isEqualTo(bytes(new OrderPlan(7, 1_000)));
        assertThat(bytes(new OrderPlan(8, 1_000))).isNotEqualTo(bytes(new OrderPlan(7, 1_000)));
    }

    @Test
    void firstCopiesOfACustomer_areSentInTheOrderOfTheirPlaces() {
        OrderFormat format = new OrderFormat();
        Set<UUID> seen = new HashSet<>();
        Map<String, Integer> latest = new HashMap<>();
        for (Sending sending : plan.sendings()) {
            if (sending.poison() || !seen.add(sending.messageId())) continue;
            Order order = format.deserialize("", sending.value());
            assertThat(order.place()).isEqualTo(latest.merge(order.customer(), 1, Integer::sum));
        }
        assertThat(seen).hasSize(20_000);
    }

    @Test
    void poison_isNoOrder() {
        OrderFormat format = new OrderFormat();
        List<Sending> poison = plan.sendings().stream().filter(Sending::poison).collect(toList());
        for (Sending sending : poison)
            assertThatThrownBy(() -> format.deserialize("", sending.value()))
                    .isInstanceOf(SerializationException.class);
    }

    @Test
    void fewOrders_stillHaveOneOfEachKind() {
        OrderPlan few = new OrderPlan(1, 1);
        assertThat(few.sendings()).hasSize(3);
        assertThat(few.failing()).isEqualTo(1);
        assertThatThrownBy(() -> new OrderPlan(1, 0))
                .hasMessageContaining("orders")
                .hasMessageContaining("was 0");
    }

    @Test
    void strikes_comeInTheMiddle_andInOrder() {
        for (long seed = 0; seed < 100; seed++)
            assertThat(Strike.three(seed).stream().map(Strike::share))
                    .isSorted()
                    .allMatch(at -> at > 0.1 && at < 0.9);
        assertThat(Strike.three(1).stream().collect(groupingBy(Strike::how)))
                .hasEntrySatisfying(
                        Strike.How.SIGKILL, kills -> assertThat(kills).hasSize(2))
                .hasEntrySatisfying(Strike.How.SIGTERM, ends -> assertThat(ends).hasSize(1));
    }

    private static List<String> bytes(OrderPlan plan) {
        return plan.sendings().stream()
                .map(sending -> sending.to("t"))
                .map(record -> java.util.Arrays.toString(record.key())
                        + java.util.Arrays.toString(record.value())
                        + record.headers())
                .toList();
    }
}
