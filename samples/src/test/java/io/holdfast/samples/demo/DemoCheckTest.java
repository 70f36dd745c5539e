package io.holdfast.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.samples.shop.Order;
import io.holdfast.samples.shop.Shop.Shipment;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Each way of being wrong is seen, and named. */
class DemoCheckTest {
    private final OrderPlan plan = new OrderPlan(3, 1_000);
    private final PlayedOut there = new PlayedOut(plan);

    @Test
    void aFaultlessTour_holds() {
        Verdict verdict = judge();
        assertThat(verdict.differences()).isEmpty();
        assertThat(verdict.ok()).isTrue();
    }

    @Test
    void anOrderNeverShipped() {
        Order lost = there.shipments.remove(17).order();
        assertThat(judge().differences())
                .contains("orders shipped exactly once: expected 1,000, found 999")
                .contains("1 never shipped: " + lost.id());
    }

    @Test
    void anOrderShippedTwice() {
        there.shipments.add(18, there.shipments.get(17));
        assertThat(judge().differences())
                .contains("found 999 (1 shipped more than once: "
                        + there.shipments.get(17).order().id());
    }

    @Test
    void aSecondCopyShipped_countsAsNotAbsorbed() {
        UUID twice = firstSentTwice();
        there.shipments.add(there.shipments.stream()
                .filter(shipment -> shipment.order().id().equals(twice))
                .findFirst()
                .orElseThrow());
        assertThat(judge().differences()).contains("second copy absorbed: expected 50, found 49");
    }

    @Test
    void anOrderShippedWithOtherContents() {
        Shipment right = there.shipments.get(5);
        Order order = right.order();
        Order dearer = new Order(order.id(), order.customer(), order.place(), order.cents() + 1);
        there.shipments.set(5, new Shipment(dearer, right.attempt(), right.run()));
        assertThat(judge().differences()).contains("1 shipped with other contents: " + order.id());
    }

    @Test
    void aShipmentNobodyOrdered() {
        UUID id = new UUID(1, 2);
        there.shipments.add(new Shipment(new Order(id, "somebody", 1, 1), 1, 1));
        assertThat(judge().differences()).contains("1 shipped though nobody ordered it: " + id);
    }

    @Test
    void twoOrdersOfACustomerInTheWrongOrder() {
        String customer = there.shipments.get(0).order().customer();
        int second = 1;
        while (!there.shipments.get(second).order().customer().equals(customer)) second++;
        Shipment first = there.shipments.set(0, there.shipments.get(second));
        there.shipments.set(second, first);
        assertThat(judge().differences()).isEqualTo("shipments out of their customer's order: expected 0, found 1");
    }

    @Test
    void aFailureThatLeftNoTrace() {
        int failed = 0;
        while (there.shipments.get(failed).attempt() == 1) failed++;
        there.shipments.set(failed, new Shipment(there.shipments.get(failed).order(), 1, 1));
        assertThat(judge().differences()).isEqualTo("orders that failed at first, then shipped: expected 30, found 29");
    }

    @Test
    void poisonMissingFromTheDeadLetterTopic() {
        there.deadLetters.clear();
        assertThat(judge().differences()).isEqualTo("poison records in the dead-letter topic: expected 1, found 0");
    }

    @Test
    void aGoodOrderInTheDeadLetterTopic() {
        there.deadLetters.add(there.deadLetter(there.sent.get(0)));
        assertThat(judge().differences()).contains("(1 that are not poison)");
    }

    @Test
    void aDeadLetterWithOtherBytes() {
        var poison = there.sent.get(poisonAt());
        byte[] longer = Arrays.copyOf(poison.value(), poison.value().length + 1);
        there.deadLetters.set(0, there.deadLetter(poison, longer));
        assertThat(judge().differences()).contains("expected 1, found 0 (1 with other bytes)");
    }

    @Test
    void aDeadLetterWithoutTheHeadersItWasSentWith() {
        there.deadLetters.get(0).headers().remove(Sending.MESSAGE_ID);
        assertThat(judge().differences()).contains("(1 with other bytes)");
    }

    @Test
    void aDeadLetterWrittenAgain_isNotedAndNoDifference() {
        there.deadLetters.add(there.deadLetters.get(0));
        Verdict verdict = judge();
        assertThat(verdict.ok()).isTrue();
        assertThat(verdict.findings()).anyMatch(finding -> finding.note().endsWith("written twice around a kill: 1"));
    }

    @Test
    void anOffsetNotCommitted() {
        there.committed.merge(PlayedOut.ONLY, -1L, Long::sum);
        assertThat(judge().differences()).contains("orders-0 at 1050 of 1051");
        there.committed.clear();
        assertThat(judge().differences()).contains("orders-0 at null of 1051");
    }

    @Test
    void aRecordThatNeverReachedTheTopic() {
        there.sent.remove(3);
        assertThat(judge().differences()).contains("records in the topic: expected 1,051, found 1,050");
    }

    private UUID firstSentTwice() {
        return plan.orders().stream()
                .map(Order::id)
                .filter(id -> plan.sendings().stream()
                                .filter(sending -> sending.messageId().equals(id))
                                .count()
                        == 2)
                .findFirst()
                .orElseThrow();
    }

    private int poisonAt() {
        int at = 0;
        while (!plan.sendings().get(at).poison()) at++;
        return at;
    }

    private Verdict judge() {
        return DemoCheck.judge(plan, there.evidence());
    }
}
