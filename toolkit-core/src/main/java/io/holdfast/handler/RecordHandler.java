package io.holdfast.handler;

import static java.util.Objects.requireNonNull;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Handles one record at a time.
 *
 * <p>Thread: any worker; must be safe for concurrent calls with records of different keys. A throwable becomes an
 * outcome by the consumer's failure classifier; it never escapes to the poll loop. The call may be interrupted when
 * its deadline passes or the consumer closes.
 */
@FunctionalInterface
public interface RecordHandler<K, V> {

    Outcome handle(Delivery<K, V> delivery) throws Exception;

    /** A handler for code that returns nothing: returning is {@link Outcome#done()}, throwing is a failure. */
    static <K, V> RecordHandler<K, V> of(Effect<K, V> effect) {
        requireNonNull(effect, "effect");
        return delivery -> {
            effect.apply(delivery.record());
            return Outcome.done();
        };
    }

    /** What most applications already have: a method that takes a record and does something. */
    @FunctionalInterface
    interface Effect<K, V> {
        void apply(ConsumerRecord<K, V> record) throws Exception;
    }
}
