package io.holdfast.decorate;

import static java.util.Objects.requireNonNull;

import io.holdfast.dedup.LeaseStore;
import io.holdfast.dedup.MessageId;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A Kafka consumer that hands out no message twice, around one that exists already: for poll loops that nobody wants to
 * rewrite.
 *
 * <p>{@code poll} leases the ids of what it returns and leaves out what is done; {@code commit} marks what it covers as
 * done, and then commits; {@code close} releases the rest. All other methods are the consumer's own, so a client with new
 * methods needs no new version of this.
 *
 * <p>Guarantee: once, unless the process dies between effect and commit, and unless the work between {@code poll} and
 * {@code commit} outlasts the lease. A record whose lease another holds is not skipped: its partition ends before it and
 * goes on from there with a later poll. A store that is down makes {@code poll} throw, with the positions as they were;
 * {@code enable.auto.commit} must be off, or offsets pass records that are not marked.
 *
 * <p>Thread: as the consumer, one.
 */
public final class IdempotentConsumer {
    private IdempotentConsumer() {}

    /**
     * Puts the proxy around a consumer.
     *
     * @param lease how long the work between a poll and its commit may take at most
     */
    @SuppressWarnings("unchecked")
    public static <K, V> Consumer<K, V> around(
            Consumer<K, V> consumer, LeaseStore store, MessageId.Source ids, Duration lease) {
        requireNonNull(consumer, "consumer");
        if (lease.isNegative() || lease.isZero())
            throw new IllegalArgumentException("lease must be more than zero, was " + lease);
        return (Consumer<K, V>) Proxy.newProxyInstance(
                Consumer.class.getClassLoader(),
                new Class<?>[] {Consumer.class},
                new Calls<>(consumer, new LeasedPoll<>(consumer, store, ids, lease)));
    }

    /** Which calls are ours. */
    private record Calls<K, V>(Consumer<K, V> consumer, LeasedPoll<K, V> leases) implements InvocationHandler {

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            String name = method.getName();
            boolean poll = name.equals("poll") && arguments.length == 1 && arguments[0] instanceof Duration;
            if (poll) return leases.poll((Duration) arguments[0]);
            if (name.equals("commitSync") || name.equals("commitAsync")) leases.complete(offsetsIn(arguments));
            if (name.equals("close")) leases.releaseAll();
            try {
                return method.invoke(consumer, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }

        /** Null: all that was returned so far. */
        @SuppressWarnings("unchecked")
        private static Map<TopicPartition, OffsetAndMetadata> offsetsIn(Object[] arguments) {
            if (arguments == null) return null;
            for (Object argument : arguments)
                if (argument instanceof Map) return (Map<TopicPartition, OffsetAndMetadata>) argument;
            return null;
        }
    }
}
