package io.holdfast.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** One process with the real engine in it, from its start to its crash or close. */
final class SimMember {
    private static final long CLOSE_NANOS = Duration.ofMillis(80).toNanos();

    private enum State {
        RUNNING,
        CLOSING,
        GONE
    }

    private final SimWorld world;
    private final int number;
    private final SimConsumer consumer;
    private final KeyLanes lanes;
    private final Mailbox mailbox = new Mailbox();
    private final SimWorkers workers;
    private final SimTries tries = new SimTries();
    private final ConsumerLoop loop;
    private State state = State.RUNNING;
    private boolean inLoop;
    private boolean forgotten;
    private long closeBy;

    SimMember(SimWorld world, int number) {
        this.world = world;
        this.number = number;
        SimOptions options = world.options;
        lanes = new KeyLanes(options.ordering());
        consumer = new SimConsumer(world, this);
        workers = new SimWorkers(world, this);
        EngineMeters meters = world.meters;
        HealthWatch health = new HealthWatch(meters, any -> OptionalLong.empty(), options.deadline(), world.clock);
        LoopSettings settings = new LoopSettings(
                "sim",
                List.of(SimWorld.TOPIC),
                options.limits(),
                options.commitInterval(),
                options.metadataChars(),
                options.drainTimeout(),
                options.deadline(),
                (mail, nanos) -> world.idle(this, nanos));
        workers.start(
                new EngineParts(
                        lanes,
                        mailbox,
                        new OutcomeRouter(failed -> world.forwards.route(this, failed), options.immediateRetries()),
                        meters,
                        new Pace(),
                        options.deadline(),
                        this::workerTime,
                        world.clock,
                        () -> {}),
                options.workers());
        loop = new ConsumerLoop(
                consumer.proxy(), settings, lanes, mailbox, workers, meters, health, world.clock::nanos);
        loop.subscribe();
    }

    /** Workers look at the clock between two records: a moment in which others may take a step. */
    private long workerTime() {
        if (world.random.nextInt(50) == 0) world.others(null);
        return world.clock.nanos();
    }

    SimWorkers workers() {
        return workers;
    }

    SimTries tries() {
        return tries;
    }

    KeyLanes lanes() {
        return lanes;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    SimConsumer consumer() {
        return consumer;
    }

    ConsumerLoop loop() {
        return loop;
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    boolean isThere() {
        return state != State.GONE;
    }

    boolean isClosing() {
        return state == State.CLOSING;
    }

    boolean isInLoop() {
        return inLoop;
    }

    /** The coordinator gave it up. */
    void forget() {
        forgotten = true;
        world.group.forget(this);
    }

    boolean wasForgotten() {
        return forgotten;
    }

    void rejoin() {
        forgotten = false;
    }

    /** One round of the loop. */
    void step() {
        inLoop = true;
        try {
            round();
        } catch (SimCrash crashed) {
            world.count(SimFault.CRASH_INSIDE_A_CALL);
            crash();
            world.replace(this);
        } finally {
            inLoop = false;
        }
    }

    private void round() {
        try {
            loop.doWork(world.clock.nanos());
            world.report.count(SimCheck.ENGINE_NEVER_THROWS);
            world.checker.bounded(this);
        } catch (KafkaException passes) {
            world.pass(1_000_000);
        } catch (RuntimeException broken) {
            throw world.checker.threw(this, broken);
        }
        if (state == State.CLOSING && (loop.isDrained() || world.clock.nanos() > closeBy)) finish();
    }

    private void finish() {
        world.count(SimFault.CLOSED);
        if (!loop.isDrained()) world.count(SimFault.CLOSED_PAST_TIMEOUT);
        loop.finish(Duration.ofSeconds(1));
        gone();
    }

    void beginClose() {
        state = State.CLOSING;
        closeBy = world.clock.nanos() + CLOSE_NANOS;
        loop.beginClose();
    }

    /** Memory is lost; what was committed stays, and what was on its way to the broker may arrive. */
    void crash() {
        gone();
    }

    private void gone() {
        state = State.GONE;
        world.group.forget(this);
        world.forwards.forget(this);
    }

    void operator(TopicPartition topicPartition, boolean pause) {
        mailbox.post(new Mail.Command(() -> {
            AssignedPartition partition = loop.assignment().get(topicPartition);
            if (partition == null) return;
            if (pause != partition.pausedByOperator)
                world.count(pause ? SimFault.PAUSED_BY_OPERATOR : SimFault.RESUMED_BY_OPERATOR);
            partition.pausedByOperator = pause;
            if (pause) return;
            if (partition.phase() == AssignedPartition.Phase.STOPPED) world.count(SimFault.STOPPED_RESUMED);
            loop.reopen(partition);
        }));
    }

    Optional<AssignedPartition> epoch(TopicPartition topicPartition) {
        return Optional.ofNullable(loop.assignment().get(topicPartition));
    }

    @Override
    public String toString() {
        return "member " + number;
    }

    /** Not an exception, so that nothing in the engine takes it for a failure of its own. */
    static final class SimCrash extends Error {
        private static final long serialVersionUID = 1L;

        SimCrash() {
            super("simulated crash", null, false, false);
        }
    }
}
