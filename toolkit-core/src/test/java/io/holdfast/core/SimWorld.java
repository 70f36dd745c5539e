package io.holdfast.core;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.common.TopicPartition;

/**
 * One simulated run: logs, group, members with the real engine, a clock, and one stream of random numbers that decides
 * who takes the next step and what goes wrong in it.
 *
 * <p>First everything may go wrong, then nothing does any more and everything must end. One thread. Where production has
 * several, a step may run inside another's: in polls, in requests, while a revocation waits, and when a worker looks at
 * the clock.
 */
final class SimWorld {
    static final String TOPIC = "t";
    static final int MOST_BYTES = 40;

    private static final int HEALING_ROUNDS = 4_000;
    private static final int MOST_NESTED = 3;

    final SimOptions options;
    final SplittableRandom random;
    final SimReport report;
    final SimSabotage sabotage;
    final SimClock clock = new SimClock();

    /** Without a backend: nothing is measured here. */
    final EngineMeters meters = new EngineMeters(new CompositeMeterRegistry(), "sim", "sim-1", clock);

    final SimGroup group;
    final SimForwards forwards = new SimForwards(this);
    final SimChecker checker = new SimChecker(this);

    private final SimFaults faults;
    private final List<SimLog> logs = new ArrayList<>();
    private final List<SimMember> members = new ArrayList<>();
    private final Set<AssignedPartition> pastBound = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<String> trace;
    private int born;
    private int nested;
    private boolean healed;

    /** @param trace gets a line for everything that happens; null for none */
    SimWorld(SimOptions options, SimSabotage sabotage, SimReport report, List<String> trace) {
        this.trace = trace;
        this.options = options;
        this.sabotage = sabotage;
        this.report = report;
        this.random = new SplittableRandom(options.seed());
        this.group = new SimGroup(options.partitions());
        this.faults = new SimFaults(this);
        for (int i = 0; i < options.partitions(); i++) logs.add(new SimLog(new TopicPartition(TOPIC, i)));
    }

    void run() {
        for (int i = 0; i < options.members(); i++) start();
        faults.produce(options.records() / 2);
        for (int i = 0; i < options.steps(); i++) {
            step();
            checker.throwWhatWasFound();
        }
        healed = true;
        heal();
        report.schedules++;
        report.simulatedNanos += clock.elapsed();
        for (SimLog log : logs) report.records += log.ever.size();
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 35) anyWorker();
        else if (dice < 70) anyMember();
        else if (dice < 78) forwards.step();
        else if (dice < 90) clock.advance(random.nextLong(4_000_000));
        else if (dice < 92) clock.advance(random.nextLong(80_000_000));
        else if (dice < 95) faults.produce(1 + random.nextInt(4));
        if (random.nextInt(1000) < options.faultPermille()) faults.strike();
    }

    private void anyWorker() {
        SimMember member = anyThere();
        if (member != null) member.workers().step();
    }

    private void anyMember() {
        SimMember member = anyThere();
        if (member != null && !member.isInLoop()) member.step();
    }

    /** Others take steps while a member is inside a call; null when it is a worker that is. */
    void others(SimMember inside) {
        if (nested >= MOST_NESTED) return;
        nested++;
        for (int steps = random.nextInt(4); steps > 0; steps--) {
            int dice = random.nextInt(10);
            if (dice < 6) anyWorker();
            else if (dice < 8) forwards.step();
            else if (inside == null || members.size() > 1) anyMember();
        }
        nested--;
    }

    /** A revocation waits. */
    void idle(SimMember member, long nanos) {
        clock.advance(random.nextLong(nanos / 2, nanos + 1));
        others(member);
    }

    void pass(long nanos) {
        clock.advance(random.nextLong(Math.min(nanos, 20_000_000) + 1));
    }

    private void heal() {
        for (int i = 0; i < options.partitions(); i++) {
            SimMember owner = group.target(i);
            if (owner == null || !owner.isRunning()) faults.aimAnywhere(i);
        }
        for (int round = 0; round < HEALING_ROUNDS; round++) {
            clock.advance(2_000_000);
            for (SimMember member : List.copyOf(members)) {
                if (!member.isThere()) continue;
                for (SimLog log : logs) if (needsOperator(member, log)) member.operator(log.topicPartition, false);
                member.step();
                for (int i = 0; i < options.workers() && member.isThere(); i++)
                    member.workers().step();
            }
            forwards.step();
            checker.throwWhatWasFound();
            if (isThrough()) return;
        }
        blame();
    }

    private static boolean needsOperator(SimMember member, SimLog log) {
        AssignedPartition epoch = member.epoch(log.topicPartition).orElse(null);
        return epoch != null && (epoch.pausedByOperator || epoch.phase() == AssignedPartition.Phase.STOPPED);
    }

    private boolean isThrough() {
        for (SimLog log : logs) if (!log.isThrough()) return false;
        for (SimMember member : members) if (member.isThere() && leftOver(member) != null) return false;
        for (SimLog log : logs)
            for (SimRecord sim : log.live())
                checker.check(SimCheck.NOTHING_LOST, sim.ended || sim.excluded, sim::toString);
        report.count(SimCheck.ENDS_AFTER_HEALING);
        report.count(SimCheck.COMMITTED_TO_THE_END);
        report.count(SimCheck.NOTHING_LEFT_OVER);
        return true;
    }

    private void blame() {
        for (SimLog log : logs) {
            for (SimRecord sim : log.live()) {
                boolean skipped = log.committedOffset() > sim.offset;
                SimCheck which = skipped ? SimCheck.NOTHING_LOST : SimCheck.ENDS_AFTER_HEALING;
                checker.check(which, !sim.isDue(), () -> sim + " has not ended; committed " + log.committed);
            }
            checker.check(
                    SimCheck.COMMITTED_TO_THE_END,
                    log.isThrough(),
                    () -> log.topicPartition + " is committed up to " + log.committed + ", its end is " + log.end());
        }
        for (SimMember member : members) {
            if (!member.isThere()) continue;
            checker.check(SimCheck.NOTHING_LEFT_OVER, leftOver(member) == null, () -> leftOver(member));
        }
    }

    private static String leftOver(SimMember member) {
        for (AssignedPartition epoch : member.loop().assignment().all()) {
            boolean none = epoch.pending() == 0
                    && epoch.bytes == 0
                    && epoch.failing.isEmpty()
                    && epoch.halted.isEmpty()
                    && epoch.forwarding.get() == 0;
            if (!none)
                return member + " still has of " + epoch.topicPartition + ": " + epoch.pending() + " pending, "
                        + epoch.bytes + " bytes, " + epoch.failing.size() + " failing and " + epoch.halted.size()
                        + " halted lanes, " + epoch.forwarding.get() + " forwards";
        }
        return null;
    }

    SimMember start() {
        SimMember member = new SimMember(this, born++);
        members.add(member);
        for (int i = 0; i < options.partitions(); i++) {
            SimMember target = group.target(i);
            if (target == null || !target.isRunning() || random.nextInt(3) == 0) group.aim(i, member);
        }
        return member;
    }

    void replace(SimMember gone) {
        faults.replace(gone);
    }

    /** Stops a member here and now if this is the time for it. */
    void mayCrash(SimMember member) {
        if (strikes(SimOptions.Group.CRASH) && random.nextInt(20) == 0) throw new SimMember.SimCrash();
    }

    /** Whether a fault of that kind happens now. */
    boolean strikes(SimOptions.Group kind) {
        return !healed && options.has(kind) && random.nextInt(1000) < options.faultPermille();
    }

    /** A commit from before a truncation passes over it: Kafka itself gives it to nobody. */
    void exclude(SimRecord sim) {
        if (sim.ended || sim.excluded) return;
        sim.excluded = true;
        report.excluded++;
    }

    void pastBound(AssignedPartition epoch) {
        pastBound.add(epoch);
    }

    boolean isPastBound(AssignedPartition epoch) {
        return pastBound.contains(epoch);
    }

    private SimMember anyThere() {
        List<SimMember> there = new ArrayList<>();
        for (SimMember member : members) if (member.isThere()) there.add(member);
        return there.isEmpty() ? null : there.get(random.nextInt(there.size()));
    }

    SimMember anyRunning() {
        List<SimMember> running = new ArrayList<>();
        for (SimMember member : members) if (member.isRunning()) running.add(member);
        return running.isEmpty() ? null : running.get(random.nextInt(running.size()));
    }

    List<SimMember> members() {
        return members;
    }

    SimLog log(TopicPartition topicPartition) {
        return logs.get(topicPartition.partition());
    }

    SimLog anyLog() {
        return logs.get(random.nextInt(logs.size()));
    }

    boolean healed() {
        return healed;
    }

    void count(SimFault fault) {
        report.count(fault);
        if (trace != null) say(fault.toString());
    }

    /** Only worth putting together when {@link #isTraced}. */
    void say(String what) {
        trace.add(String.format("%,15d ", clock.elapsed()) + " ".repeat(2 * nested) + what);
    }

    boolean isTraced() {
        return trace != null;
    }
}
