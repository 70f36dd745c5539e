package io.holdfast.samples.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.handler.Delivery;
import java.io.IOException;
import org.apache.kafka.common.header.Header;

/** A payment provider with moods: orders with a {@link #FAILS} header are refused that many times. Thread: any. */
public final class Payments {

    /** Header: on how many attempts the provider does not answer. */
    public static final String FAILS = "payments-fail";

    void charge(Delivery<String, Order> delivery) throws IOException {
        Header fails = delivery.record().headers().lastHeader(FAILS);
        if (fails == null) return;
        if (delivery.attempt() <= Integer.parseInt(new String(fails.value(), UTF_8)))
            throw new IOException("the payment provider does not answer");
    }
}
