package io.holdfast.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Sees to it before the first poll that the broker answers and the topics are there, because a subscription to a missing
 * topic or an unreachable broker only waits in silence.
 */
final class StartCheck {
    private static final Duration EACH_TRY = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Consumer<?, ?> consumer;
    private final String address;
    private final Duration limit;

    /** @param address for the message only */
    StartCheck(Consumer<?, ?> consumer, String address, Duration limit) {
        this.consumer = consumer;
        this.address = address;
        this.limit = limit;
    }

    /** Returns the partitions of each topic. Tries until the limit; what cannot get better by waiting fails at once. */
    Map<String, Integer> run(Collection<String> topics) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            String trouble;
            Throwable cause = null;
            try {
                List<String> missing = new ArrayList<>();
                Map<String, Integer> partitions = new java.util.HashMap<>();
                for (String topic : topics) {
                    int count = partitionsOf(topic, deadline);
                    if (count == 0) missing.add(topic);
                    else partitions.put(topic, count);
                }
                if (missing.isEmpty()) return partitions;
                trouble = "topics " + missing + " do not exist at " + address
                        + " (or this client may not describe them); create them first";
            } catch (AuthorizationException | AuthenticationException denied) {
                throw new IllegalStateException(
                        "access to topics " + topics + " at " + address + " is denied: " + denied.getMessage(), denied);
            } catch (RetriableException unreachable) {
                trouble = "no answer from the broker at " + address;
                cause = unreachable;
            } catch (KafkaException other) {
                throw new IllegalStateException("the broker at " + address + " refused: " + other.getMessage(), other);
            }
            if (deadline - System.nanoTime() <= 0)
                throw new IllegalStateException(trouble + " (waited " + limit + ")", cause);
            pause();
        }
    }

    private int partitionsOf(String topic, long deadline) {
        long left = Math.max(TimeUnit.MILLISECONDS.toNanos(1), deadline - System.nanoTime());
        Duration wait = Duration.ofNanos(Math.min(left, EACH_TRY.toNanos()));
        try {
            List<PartitionInfo> partitions = consumer.partitionsFor(topic, wait);
            return partitions == null ? 0 : partitions.size();
        } catch (UnknownTopicOrPartitionException missing) {
            return 0;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the broker", interrupted);
        }
    }
}
