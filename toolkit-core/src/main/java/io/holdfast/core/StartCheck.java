package io.holdfast.core;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;

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

    /** Returns when all is there. Tries until the limit; what cannot get better by waiting fails at once. */
    void run(Collection<String> topics) {
        long deadline = System.nanoTime() + limit.toNanos();
        String trouble = null;
        Throwable cause = null;
        while (true) {
            try {
                Set<String> there = consumer.listTopics(eachTry(deadline)).keySet();
                List<String> missing =
                        topics.stream().filter(topic -> !there.contains(topic)).toList();
                if (missing.isEmpty()) return;
                trouble = "topics " + missing + " do not exist at " + address
                        + ", or this client may not describe them: create them or grant the right";
            } catch (AuthorizationException | AuthenticationException denied) {
                throw new IllegalStateException("access to " + address + " is denied: " + denied.getMessage(), denied);
            } catch (RetriableException unreachable) {
                // The last try may have little time; an answer that came before says more.
                if (trouble == null) trouble = "no answer from the broker at " + address;
                cause = unreachable;
            } catch (KafkaException other) {
                throw new IllegalStateException("the broker at " + address + " refused: " + other.getMessage(), other);
            }
            if (deadline - System.nanoTime() <= 0)
                throw new IllegalStateException(trouble + " (waited " + limit + ")", cause);
            pause();
        }
    }

    private static Duration eachTry(long deadline) {
        long left = Math.max(TimeUnit.MILLISECONDS.toNanos(1), deadline - System.nanoTime());
        return Duration.ofNanos(Math.min(left, EACH_TRY.toNanos()));
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
