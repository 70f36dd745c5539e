package io.holdfast.samples.demo;

import static java.util.Comparator.comparingDouble;

import io.holdfast.samples.shop.Order;
import io.holdfast.samples.shop.OrderFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Which records are sent, in which order. The same seed and number give the same plan, byte for byte.
 *
 * <p>Of the orders, 5 % are sent a second time later on, and the payment of 3 % fails on the first attempts. Besides them
 * there is one record that is no order for each thousand.
 */
final class OrderPlan {
    private static final int MOST_CUSTOMERS = 500;
    private static final int MOST_FAILURES = 2;

    private final List<Order> orders = new ArrayList<>();
    private final List<Sending> sendings = new ArrayList<>();
    private final Set<UUID> failing = new HashSet<>();
    private final int twice;
    private final int poison;

    OrderPlan(long seed, int count) {
        if (count < 1) throw new IllegalArgumentException("orders must be at least 1, was " + count);
        Random random = new Random(seed);
        twice = atLeastOne(count * 0.05);
        poison = atLeastOne(count * 0.001);
        takeOrders(count, random);
        arrange(random);
    }

    private void takeOrders(int count, Random random) {
        int customers = Math.min(MOST_CUSTOMERS, count);
        int[] places = new int[customers];
        for (int i = 0; i < count; i++) {
            int customer = random.nextInt(customers);
            UUID id = new UUID(random.nextLong(), random.nextLong());
            orders.add(new Order(id, "customer-" + customer, ++places[customer], 100 + random.nextInt(100_000)));
        }
        sample(atLeastOne(count * 0.03), random)
                .forEach(index -> failing.add(orders.get(index).id()));
    }

    /** Each record has a place on a line; a second copy is put somewhere behind the first. */
    private void arrange(Random random) {
        record Placed(double at, Sending sending) {}
        List<Placed> line = new ArrayList<>();
        OrderFormat format = new OrderFormat();
        List<Sending> firsts = new ArrayList<>();
        for (Order order : orders) {
            int failures = failing.contains(order.id()) ? 1 + random.nextInt(MOST_FAILURES) : 0;
            firsts.add(new Sending(order.customer(), order.id(), format.serialize("", order), failures, false));
        }
        int count = orders.size();
        for (int i = 0; i < count; i++) line.add(new Placed(i, firsts.get(i)));
        for (int index : sample(twice, random))
            line.add(new Placed(index + 0.5 + random.nextInt(1 + count / 4), firsts.get(index)));
        for (int i = 0; i < poison; i++)
            line.add(new Placed(random.nextInt(count) + 0.25, poison(firsts.get(random.nextInt(count)), random)));
        line.sort(comparingDouble(Placed::at));
        line.forEach(placed -> sendings.add(placed.sending()));
    }

    /** An order cut off in the middle, or noise. */
    private static Sending poison(Sending order, Random random) {
        byte[] bytes = Arrays.copyOf(order.value(), order.value().length / 2);
        if (random.nextBoolean()) random.nextBytes(bytes);
        return new Sending(order.customer(), new UUID(random.nextLong(), random.nextLong()), bytes, 0, true);
    }

    private List<Integer> sample(int size, Random random) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < orders.size(); i++) indices.add(i);
        Collections.shuffle(indices, random);
        return indices.subList(0, size);
    }

    private static int atLeastOne(double share) {
        return Math.max(1, (int) Math.round(share));
    }

    /** Each order once. */
    List<Order> orders() {
        return orders;
    }

    /** All records in the order of sending. */
    List<Sending> sendings() {
        return sendings;
    }

    /** Whether the payment of this order fails at first. */
    boolean failsAtFirst(UUID orderId) {
        return failing.contains(orderId);
    }

    int failing() {
        return failing.size();
    }

    int twice() {
        return twice;
    }

    int poison() {
        return poison;
    }
}
