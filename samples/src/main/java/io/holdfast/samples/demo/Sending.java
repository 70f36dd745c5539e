package io.holdfast.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.samples.shop.Payments;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One record to be sent.
 *
 * @param messageId the same in both copies of an order that is sent twice
 * @param paymentFailures attempts on which the payment provider will not answer
 * @param poison whether the value is no order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sending(String customer, UUID messageId, byte[] value, int paymentFailures, boolean poison) {

    /** The header in which the dedup of the order service finds the message id without being told. */
    static final String MESSAGE_ID = "id";

    ProducerRecord<byte[], byte[]> to(String topic) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, customer.getBytes(UTF_8), value);
        record.headers().add(MESSAGE_ID, messageId.toString().getBytes(UTF_8));
        if (paymentFailures > 0)
            record.headers()
                    .add(Payments.FAILS, Integer.toString(paymentFailures).getBytes(UTF_8));
        return record;
    }
}
