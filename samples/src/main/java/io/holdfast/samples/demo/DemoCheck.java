package io.holdfast.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.holdfast.samples.shop.Order;
import io.holdfast.samples.shop.Shop.Shipment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Holds what is there against what was planned. Reads nothing by itself. */
final class DemoCheck {
    private static final int EXAMPLES = 3;

    private final OrderPlan plan;
    private final Evidence evidence;
    private final Map<UUID, List<Shipment>> shipmentsByOrder;

    private DemoCheck(OrderPlan plan, Evidence evidence) {
        this.plan = plan;
        this.evidence = evidence;
        this.shipmentsByOrder = evidence.shipments().stream()
                .collect(groupingBy(shipment -> shipment.order().id()));
    }

    static Verdict judge(OrderPlan plan, Evidence evidence) {
        DemoCheck check = new DemoCheck(plan, evidence);
        return new Verdict(List.of(
                check.recordsInTopic(),
                check.shippedOnce(),
                check.duplicatesAbsorbed(),
                check.failedFirst(),
                check.inversions(),
                DeadLetterCheck.judge(plan, evidence),
                check.committed()));
    }

    private Finding recordsInTopic() {
        return Finding.of(
                "records in the topic", plan.sendings().size(), evidence.sent().size());
    }

    /** Exactly one effect for each order, with the order's own contents, and none for anything else. */
    private Finding shippedOnce() {
        Set<UUID> never = new HashSet<>();
        Set<UUID> again = new HashSet<>();
        Set<UUID> altered = new HashSet<>();
        Set<UUID> unknown = new HashSet<>(shipmentsByOrder.keySet());
        long once = 0;
        for (Order order : plan.orders()) {
            List<Shipment> shipments = shipmentsByOrder.getOrDefault(order.id(), List.of());
            unknown.remove(order.id());
            if (shipments.isEmpty()) never.add(order.id());
            else if (shipments.size() > 1) again.add(order.id());
            else if (!shipments.get(0).order().equals(order)) altered.add(order.id());
            else once++;
        }
        String wrong = List.of(
                        examples("never shipped", never),
                        examples("shipped more than once", again),
                        examples("shipped with other contents", altered),
                        examples("shipped though nobody ordered it", unknown))
                .stream()
                .filter(words -> !words.isEmpty())
                .collect(joining(", "));
        return Finding.of("orders shipped exactly once", plan.orders().size(), once)
                .butFor(wrong)
                .noting(byRun());
    }

    /** Surplus copies in the topic of orders that had one effect all the same. */
    private Finding duplicatesAbsorbed() {
        Map<String, Long> copies =
                evidence.sent().stream().collect(groupingBy(record -> header(record, Sending.MESSAGE_ID), counting()));
        long absorbed = plan.orders().stream()
                .filter(order ->
                        shipmentsByOrder.getOrDefault(order.id(), List.of()).size() == 1)
                .mapToLong(order -> copies.getOrDefault(order.id().toString(), 1L) - 1)
                .sum();
        return Finding.of("orders sent twice, second copy absorbed", plan.twice(), absorbed);
    }

    private Finding failedFirst() {
        long shipped = evidence.shipments().stream()
                .filter(shipment -> shipment.attempt() > 1)
                .map(shipment -> shipment.order().id())
                .filter(plan::failsAtFirst)
                .distinct()
                .count();
        return Finding.of("orders that failed at first, then shipped", plan.failing(), shipped);
    }

    /** Shipments that came after one of a later order of the same customer. */
    private Finding inversions() {
        Map<String, Integer> latest = new HashMap<>();
        long inversions = 0;
        for (Shipment shipment : evidence.shipments()) {
            Order order = shipment.order();
            int before = latest.merge(order.customer(), order.place(), Math::max);
            if (before > order.place()) inversions++;
        }
        return Finding.of("shipments out of their customer's order", 0, inversions);
    }

    private Finding committed() {
        String behind = evidence.ends().entrySet().stream()
                .filter(end -> evidence.committed().getOrDefault(end.getKey(), 0L) != (long) end.getValue())
                .map(end -> end.getKey() + " at " + evidence.committed().get(end.getKey()) + " of " + end.getValue())
                .sorted()
                .collect(joining(", "));
        return Finding.of(
                        "sum of committed offsets, against the ends",
                        evidence.ends().values().stream()
                                .mapToLong(Long::longValue)
                                .sum(),
                        evidence.committed().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                .butFor(behind);
    }

    private String byRun() {
        Map<Integer, Long> runs =
                evidence.shipments().stream().collect(groupingBy(Shipment::run, TreeMap::new, counting()));
        return "by process: "
                + runs.entrySet().stream()
                        .map(run -> "#%d %,d".formatted(run.getKey(), run.getValue()))
                        .collect(joining(", "));
    }

    private static String examples(String what, Set<UUID> orders) {
        if (orders.isEmpty()) return "";
        String some =
                orders.stream().sorted().limit(EXAMPLES).map(UUID::toString).collect(joining(" "));
        return "%,d %s: %s%s".formatted(orders.size(), what, some, orders.size() > EXAMPLES ? " ..." : "");
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
