package io.holdfast.core;

import io.holdfast.core.ConsumerHealth.State;
import io.holdfast.failure.FailureRoute;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loop, workers, route and meters of one consumer, wired and given threads. Any thread; start once, close once. */
final class ConsumerEngine {
    private static final Logger log = LoggerFactory.getLogger(ConsumerEngine.class);
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final String group;
    private final StartCheck startCheck;
    private final FailureRoute.Consumption consumption;
    private final FailureRoute route;
    private final Mailbox mailbox;
    private final ConsumerLoop loop;
    private final WorkerPool pool;
    private final Pace pace;
    private final HealthWatch health;
    private final EngineMeters meters;
    private final KafkaClientMetrics clientMetrics;
    private final MeterRegistry registry;
    private final LoopRunner runner;

    /** Whether the loop's thread was started, and with it the consumer handed over to it. */
    private volatile boolean looping;

    ConsumerEngine(
            Consumer<byte[], byte[]> consumer,
            String group,
            StartCheck startCheck,
            FailureRoute.Consumption consumption,
            FailureRoute route,
            Mailbox mailbox,
            ConsumerLoop loop,
            WorkerPool pool,
            Pace pace,
            HealthWatch health,
            EngineMeters meters,
            KafkaClientMetrics clientMetrics,
            MeterRegistry registry) {
        this.consumer = consumer;
        this.group = group;
        this.startCheck = startCheck;
        this.consumption = consumption;
        this.route = route;
        this.mailbox = mailbox;
        this.loop = loop;
        this.pool = pool;
        this.pace = pace;
        this.health = health;
        this.meters = meters;
        this.clientMetrics = clientMetrics;
        this.registry = registry;
        this.runner = new LoopRunner(loop, health, group);
    }

    void start() {
        startCheck.run(consumption.topics());
        route.open(consumption);
        clientMetrics.bindTo(registry);
        Thread thread = new Thread(runner, "holdfast-loop-" + group);
        thread.setDaemon(true);
        looping = true;
        thread.start();
    }

    ConsumerHealth health() {
        return health.last();
    }

    void concurrency(int concurrency) {
        pool.concurrency(concurrency);
    }

    void rate(double perSecond) {
        pace.limit(perSecond);
    }

    void pause(List<TopicPartition> partitions, boolean paused) {
        mailbox.post(new Mail.Command(() -> {
            for (TopicPartition topicPartition : partitions) {
                AssignedPartition partition = loop.assignment().get(topicPartition);
                if (partition == null) continue;
                partition.pausedByOperator = paused;
                if (!paused) loop.reopen(partition);
            }
        }));
    }

    void close(Duration timeout) {
        if (looping) {
            runner.close(System.nanoTime() + timeout.toNanos());
            awaitLoop(timeout);
        } else {
            consumer.close(CloseOptions.timeout(timeout));
            health.enter(State.CLOSED);
        }
        pool.stop();
        if (!pool.awaitEnd(Duration.ZERO)) {
            pool.interruptAll();
            if (!pool.awaitEnd(AFTER_INTERRUPT))
                log.warn("group {}: handlers ignore the interrupt and still run; their results are refused", group);
        }
        route.close();
        clientMetrics.close();
        meters.close();
    }

    private void awaitLoop(Duration timeout) {
        try {
            // The loop keeps its own deadline; the rest is for its last commit and for leaving the group.
            if (!runner.awaitEnd(timeout.plusSeconds(15)))
                log.warn("group {}: the loop did not end within {} and 15 seconds more", group, timeout);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
