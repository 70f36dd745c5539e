package io.holdfast.core;

import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Workers of one member without threads: each takes a step when the run says so, and may stay in a handler for long. */
final class SimWorkers implements Workers {
    /** Never started: takes the interrupts, so that the thread of the run is left alone. */
    private static final Thread NOBODY = new Thread(() -> {});

    private final SimWorld world;
    private final SimMember member;
    private final List<Slot> slots = new ArrayList<>();
    private Call current;

    SimWorkers(SimWorld world, SimMember member) {
        this.world = world;
        this.member = member;
    }

    void start(EngineParts parts, int count) {
        for (int i = 0; i < count; i++) slots.add(new Slot(parts));
    }

    /** The handler call that is being made right now. */
    Call current() {
        return current;
    }

    /** One step of one worker; false when there was none to take. */
    boolean step() {
        int from = world.random.nextInt(slots.size());
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get((from + i) % slots.size()).step()) return true;
        }
        return false;
    }

    List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        for (Slot slot : slots) if (slot.call != null) calls.add(slot.call);
        return calls;
    }

    boolean isRunning(TopicPartition topicPartition) {
        for (Slot slot : slots)
            if (slot.call != null && slot.call.sim.topicPartition.equals(topicPartition)) return true;
        return false;
    }

    @Override
    public void wake(int becameReady) {
        // Nobody sleeps here.
    }

    @Override
    public boolean isOn(TopicPartition topicPartition) {
        for (Slot slot : slots) if (slot.worker.inFlight().isOn(topicPartition)) return true;
        return false;
    }

    @Override
    public void forEachInFlight(BiConsumer<LaneRecord, Long> reader) {
        for (Slot slot : slots) {
            LaneRecord record = slot.worker.inFlight().record();
            if (record != null) reader.accept(record, slot.worker.inFlight().since());
        }
    }

    @Override
    public void interruptOlderThan(long sinceNanos) {
        for (Slot slot : slots) {
            InFlight inFlight = slot.worker.inFlight();
            LaneRecord record = inFlight.record();
            if (record == null || slot.busy || inFlight.since() - sinceNanos >= 0) continue;
            inFlight.interrupt(record, NOBODY);
            if (slot.call != null) slot.call.interrupted(world);
        }
    }

    /** One record in a handler. */
    static final class Call {
        final LaneRecord record;
        final SimRecord sim;
        final int attempt;
        private SimBehaviour behaviour;
        private long dueAt;
        private boolean overdue;

        Call(LaneRecord record, SimRecord sim, int attempt, SimBehaviour behaviour, long dueAt) {
            this.record = record;
            this.sim = sim;
            this.attempt = attempt;
            this.behaviour = behaviour;
            this.dueAt = dueAt;
        }

        private void interrupted(SimWorld world) {
            if (overdue) return;
            overdue = true;
            world.count(SimFault.HANDLER_OVERDUE);
            if (world.random.nextInt(3) == 0) return;
            behaviour = SimBehaviour.OBEY_INTERRUPT;
            dueAt = world.clock.nanos();
        }
    }

    private final class Slot {
        private final RecordWorker<byte[], byte[]> worker;
        private Call call;
        private boolean busy;

        Slot(EngineParts parts) {
            HandlerChain<byte[], byte[]> chain = new HandlerChain<>(
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer(),
                    this::act,
                    null,
                    SimBehaviour.classifier(world.options.maxAttempts()));
            worker = new RecordWorker<>(parts, chain);
        }

        boolean step() {
            if (busy) return false;
            if (call == null) return begin();
            if (call.dueAt > world.clock.nanos()) return false;
            end();
            return true;
        }

        private boolean begin() {
            Lane lane = member.lanes().next();
            if (lane == null) return false;
            busy = true;
            if (worker.begin(lane)) began();
            busy = false;
            return true;
        }

        private void end() {
            busy = true;
            Call ended = call;
            SimBehaviour.Expected expected =
                    ended.behaviour.expected(ended.attempt, world.options.maxAttempts(), ended.overdue);
            settle(ended, expected);
            Call outer = current;
            current = ended;
            boolean more = worker.handle();
            current = outer;
            call = null;
            if (more) began();
            busy = false;
        }

        /** What is true once the handler has returned, before the engine has looked at it. */
        private void settle(Call ended, SimBehaviour.Expected expected) {
            long next = world.clock.nanos() + expected.delay().toNanos();
            switch (expected.kind()) {
                case DONE, DUPLICATE -> world.checker.ended(member, ended);
                case DROP -> {
                    world.count(SimFault.HANDLER_DROPPED);
                    world.checker.ended(member, ended);
                }
                case RETRY -> {
                    world.count(SimFault.HANDLER_FAILED);
                    boolean inPlace = ended.attempt <= world.options.immediateRetries();
                    member.tries().again(ended.record, ended.attempt + (inPlace ? 1 : 0), inPlace ? next : 0);
                }
                case DEAD_LETTER -> {
                    world.count(SimFault.HANDLER_GAVE_UP);
                    member.tries().again(ended.record, ended.attempt, 0);
                }
                case RELEASE -> {
                    world.count(SimFault.HANDLER_RELEASED);
                    member.tries().again(ended.record, ended.attempt, next);
                }
                case STOP -> {
                    world.count(SimFault.HANDLER_STOPPED);
                    member.tries().again(ended.record, ended.attempt, 0);
                }
            }
        }

        private void began() {
            LaneRecord record = worker.inFlight().record();
            SimRecord sim = ((SimRecord.Read) record.record()).of;
            boolean slow = world.random.nextInt(100) < world.options.slowPercent() && !world.healed();
            if (slow) world.count(SimFault.SLOW_HANDLER);
            long takes = world.random.nextLong(slow ? 250_000_000 : 1_500_000);
            int attempt = member.tries().attempt(record);
            call = new Call(record, sim, attempt, sim.nextBehaviour(), world.clock.nanos() + takes);
            world.checker.began(member, call);
        }

        private Outcome act(Delivery<byte[], byte[]> delivery) throws Exception {
            world.checker.attempt(current, delivery);
            return world.sabotage.outcome(current, current.behaviour).act();
        }
    }
}
