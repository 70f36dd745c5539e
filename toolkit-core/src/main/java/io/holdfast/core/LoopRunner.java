package io.holdfast.core;

import io.holdfast.core.ConsumerHealth.State;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the loop a thread. A failure that may pass is said, waited out and tried again; one that cannot pass closes the
 * Kafka consumer at once, so that the group does not wait for a member that is dead.
 */
final class LoopRunner implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(LoopRunner.class);

    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final ConsumerLoop loop;
    private final HealthWatch health;
    private final String group;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long closeDeadline;
    private volatile boolean closeWanted;

    LoopRunner(ConsumerLoop loop, HealthWatch health, String group) {
        this.loop = loop;
        this.health = health;
        this.group = group;
    }

    /** Asks the loop to drain until then and end. */
    void close(long deadlineNanos) {
        closeDeadline = deadlineNanos;
        closeWanted = true;
    }

    boolean awaitEnd(Duration timeout) throws InterruptedException {
        return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        try {
            loop.subscribe();
            health.enter(State.RUNNING);
            while (!closeWanted) round();
            health.enter(State.CLOSING);
            loop.beginClose();
            while (!loop.isDrained() && closeDeadline - System.nanoTime() > 0) round();
            finish();
            health.enter(State.CLOSED);
        } catch (RuntimeException | Error fatal) {
            log.error("group {}: the consumer ends, its partitions go to others: {}", group, fatal.toString(), fatal);
            finish();
            health.problem(fatal.toString());
            health.enter(State.FAILED);
        } finally {
            ended.countDown();
        }
    }

    private void round() {
        try {
            loop.doWork(System.nanoTime());
            if (health.hasProblem()) recovered();
        } catch (WakeupException | InterruptException asked) {
            boolean cleared = Thread.interrupted();
            log.debug("woken up, interrupted: {}", cleared);
        } catch (KafkaException failure) {
            if (cannotPass(failure)) throw failure;
            failing(failure);
        }
    }

    private void failing(KafkaException failure) {
        boolean first = !health.hasProblem();
        health.problem(describe(failure));
        if (first) log.error("group {}: {}; trying again until it passes", group, describe(failure));
        LockSupport.parkNanos(this, WAIT_NANOS);
    }

    private void recovered() {
        log.info("group {}: polling works again", group);
        health.problem(null);
    }

    private void finish() {
        try {
            Duration left = Duration.ofNanos(Math.max(0, closeDeadline - System.nanoTime()));
            loop.finish(left.compareTo(LAST_WORDS) > 0 ? left : LAST_WORDS);
        } catch (RuntimeException failure) {
            log.warn("group {}: closing was not clean: {}", group, failure.toString());
        }
    }

    private static boolean cannotPass(KafkaException failure) {
        return failure instanceof FencedInstanceIdException
                || failure instanceof UnreleasedInstanceIdException
                || failure instanceof InvalidOffsetException
                || failure instanceof InvalidConfigurationException
                || failure instanceof UnsupportedVersionException;
    }

    private static String describe(KafkaException failure) {
        if (failure instanceof AuthorizationException) return "access denied: " + failure.getMessage();
        if (failure instanceof AuthenticationException) return "authentication failed: " + failure.getMessage();
        return "poll failed: " + failure;
    }
}
