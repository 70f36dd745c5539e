package io.holdfast.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.handler.Delivery;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Deliveries for tests: every one at an offset of its own, ids in the header {@code message-id}. */
public final class Deliveries {
    public static final String TOPIC = "orders";
    public static final MessageId.Source IDS = MessageId.Source.header("message-id");
    private static final AtomicLong OFFSET = new AtomicLong();

    private Deliveries() {}

    public static Delivery<String, String> withId(String id) {
        return withId(id.getBytes(UTF_8));
    }

    public static Delivery<String, String> withId(byte[] id) {
        Delivery<String, String> delivery = withoutId();
        delivery.record().headers().add("message-id", id);
        return delivery;
    }

    public static Delivery<String, String> withoutId() {
        return Delivery.first(new ConsumerRecord<>(TOPIC, 0, OFFSET.getAndIncrement(), "key", "value"));
    }

    /** As {@link #withId(String)}, in a partition. */
    public static Delivery<String, String> in(int partition, String id) {
        Delivery<String, String> delivery =
                Delivery.first(new ConsumerRecord<>(TOPIC, partition, OFFSET.getAndIncrement(), "key", "value"));
        delivery.record().headers().add("message-id", id.getBytes(UTF_8));
        return delivery;
    }

    public static String idOf(Delivery<?, ?> delivery) {
        return Optional.ofNullable(delivery.record().headers().lastHeader("message-id"))
                .map(header -> new String(header.value(), UTF_8))
                .orElse("none");
    }
}
