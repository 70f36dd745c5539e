package io.holdfast.samples.shop;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * What a customer wants.
 *
 * @param place of this order among those of its customer, 1 = first
 */
public record Order(UUID id, String customer, int place, long cents) {
    public Order {
        requireNonNull(id, "id");
        requireNonNull(customer, "customer");
        if (place < 1) throw new IllegalArgumentException("place must be at least 1, was " + place);
    }
}
