package io.holdfast.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls, hands records to the lanes, takes in what workers report, commits, pauses what is full and answers rebalances.
 * The only class that touches the Kafka consumer.
 *
 * <p>Owns no thread: {@link #doWork} does one round. It blocks in {@code poll} only, and there no longer than until
 * something is due, so {@code max.poll.interval.ms} is never at risk however long a handler takes. The exceptions are a
 * revocation, which waits for running handlers up to the drain bound, and the commit that ends it.
 */
final class ConsumerLoop {
    private static final Logger log = LoggerFactory.getLogger(ConsumerLoop.class);

    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Consumer<byte[], byte[]> consumer;
    private final LoopSettings settings;
    private final KeyLanes lanes;
    private final Mailbox mailbox;
    private final Workers workers;
    private final EngineMeters meters;
    private final LongSupplier nanoClock;
    private final Commits commits;
    private final HealthWatch healthWatch;
    private final HeldLanes held = new HeldLanes();
    private final Assignment assignment;
    private final ShortWait pausedWait = new ShortWait(TimeUnit.MILLISECONDS.toNanos(1), BUSY_NANOS);

    /** Scratch of {@link #applyPauses}. */
    private final List<TopicPartition> pause = new ArrayList<>();

    private final List<TopicPartition> resume = new ArrayList<>();

    private boolean closing;
    private long nextCheckAt;

    ConsumerLoop(
            Consumer<byte[], byte[]> consumer,
            LoopSettings settings,
            KeyLanes lanes,
            Mailbox mailbox,
            Workers workers,
            EngineMeters meters,
            HealthWatch healthWatch,
            LongSupplier nanoClock) {
        this.consumer = consumer;
        this.settings = settings;
        this.lanes = lanes;
        this.mailbox = mailbox;
        this.workers = workers;
        this.meters = meters;
        this.healthWatch = healthWatch;
        this.nanoClock = nanoClock;
        this.commits =
                new Commits(consumer, meters, nanoClock, settings.commitInterval(), settings.commitMetadataChars());
        this.assignment = new Assignment(consumer, settings, this, commits, meters);
    }

    void subscribe() {
        consumer.subscribe(settings.topics(), assignment);
    }

    /** One round. Returns how much was done: mail taken in and records received. */
    int doWork(long now) {
        int mail = takeMail();
        mail += held.releaseDue(now, this::requeue);
        boolean anyPaused = applyPauses();
        if (mail > 0) pausedWait.reset();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(pollTimeout(now, anyPaused));
        int received = receive(records);
        commits.commitIfDue(assignment.all(), now);
        check(now);
        workers.wake(0);
        return mail + received;
    }

    /** Starts nothing more. Call {@link #doWork} until {@link #isDrained}, then {@link #finish}. */
    void beginClose() {
        closing = true;
        for (AssignedPartition partition : assignment.all()) drain(partition);
    }

    boolean isDrained() {
        for (AssignedPartition partition : assignment.all()) if (isRunning(partition)) return false;
        return true;
    }

    /** Takes in the last mail, commits, and leaves the group. */
    void finish(Duration timeout) {
        takeMail();
        commits.commitNow(assignment.all(), timeout);
        assignment.closeAll();
        consumer.close(CloseOptions.timeout(timeout));
    }

    Assignment assignment() {
        return assignment;
    }

    int takeMail() {
        return mailbox.drain(this::take);
    }

    /** Waits for mail, while a rebalance waits for running handlers. */
    void awaitMail(long nanos) {
        settings.idle().await(mailbox, nanos);
    }

    long now() {
        return nanoClock.getAsLong();
    }

    boolean isClosing() {
        return closing;
    }

    /** Records of the partition are started no more; what waits is flushed out of the lanes by the workers. */
    void drain(AssignedPartition partition) {
        partition.enter(AssignedPartition.Phase.DRAINING);
        held.releaseAll(partition, this::requeue);
        partition.halted.forEach(this::requeue);
        partition.halted.clear();
    }

    /**
     * Whether something of the partition is in a handler or on its way to another topic. A handler that still runs from an
     * earlier epoch counts: the next owner must not start before it has ended either.
     */
    boolean isRunning(AssignedPartition partition) {
        return workers.isOn(partition.topicPartition) || partition.forwarding.get() > 0;
    }

    void closeEpoch(AssignedPartition partition) {
        partition.enter(AssignedPartition.Phase.CLOSED);
        held.releaseAll(partition, this::requeue);
        partition.halted.forEach(this::requeue);
        partition.halted.clear();
        lanes.forgetIdle(partition.topicPartition);
    }

    /** Lets a stopped partition try again from where it stopped. */
    void reopen(AssignedPartition partition) {
        if (partition.phase() != AssignedPartition.Phase.STOPPED) return;
        partition.stopReason = null;
        partition.enter(AssignedPartition.Phase.OPEN);
        partition.halted.forEach(this::requeue);
        partition.halted.clear();
    }

    private void take(Mail mail) {
        if (mail instanceof Mail.Turn turn) takeTurn(turn);
        else if (mail instanceof Mail.Hold hold) takeHold(hold);
        else if (mail instanceof Mail.Halt halt) takeHalt(halt);
        else ((Mail.Command) mail).action().run();
    }

    private void takeTurn(Mail.Turn turn) {
        LaneRecord record = turn.first();
        for (int left = turn.count(); left > 0; ) {
            AssignedPartition partition = record.partition;
            boolean counts = turn.handled() && !partition.closed();
            int before = left;
            long bytes = 0;
            for (; left > 0 && record.partition == partition; left--, record = record.next) {
                if (counts) partition.ledger.finish(record.offset);
                bytes += record.bytes;
                record.letGo();
            }
            if (turn.handled() && !counts) meters.late(before - left);
            // Once for the run: workers read this object's phase, and each write costs them its cached copy.
            partition.bytes -= bytes;
            if (!partition.failing.isEmpty()) partition.failing.remove(turn.lane());
        }
        TopicPartition topicPartition = turn.first().partition.topicPartition;
        lanes.account(turn.lane(), topicPartition, turn.count(), assignment.has(topicPartition));
    }

    private void takeHold(Mail.Hold hold) {
        AssignedPartition partition = hold.record().partition;
        boolean goesOn = partition.phase() == AssignedPartition.Phase.OPEN
                || partition.phase() == AssignedPartition.Phase.STOPPED;
        if (!goesOn) {
            requeue(hold.lane());
            return;
        }
        partition.failing.add(hold.lane());
        held.add(hold);
    }

    private void takeHalt(Mail.Halt halt) {
        AssignedPartition partition = halt.record().partition;
        switch (partition.phase()) {
            case OPEN -> {
                if (halt.reason() == null) {
                    // It was stopped when the worker looked and has been resumed since.
                    requeue(halt.lane());
                    return;
                }
                partition.enter(AssignedPartition.Phase.STOPPED);
                partition.stopReason = halt.reason();
                partition.halted.add(halt.lane());
                meters.stopped();
                log.error(
                        "group {}: {} is stopped at offset {}: {}. Nothing is skipped; mend the cause and resume the partition, or restart",
                        settings.group(),
                        partition.topicPartition,
                        halt.record().offset,
                        halt.reason());
            }
            case STOPPED -> partition.halted.add(halt.lane());
            case DRAINING, CLOSED -> requeue(halt.lane());
        }
    }

    private void requeue(Lane lane) {
        if (lanes.requeue(lane)) workers.wake(1);
    }

    /** Tells the consumer what to pause, derived anew from what each partition holds. True when any is paused. */
    private boolean applyPauses() {
        boolean any = false;
        pause.clear();
        resume.clear();
        for (AssignedPartition partition : assignment.all()) {
            boolean wanted = closing
                    || partition.pausedByOperator
                    || partition.phase() != AssignedPartition.Phase.OPEN
                    || partition.full(settings.limits());
            any |= wanted;
            if (wanted != partition.paused) (wanted ? pause : resume).add(partition.topicPartition);
            partition.paused = wanted;
        }
        if (!pause.isEmpty()) consumer.pause(pause);
        if (!resume.isEmpty()) consumer.resume(resume);
        return any;
    }

    private Duration pollTimeout(long now, boolean anyPaused) {
        boolean busy = closing;
        if (!busy) for (AssignedPartition partition : assignment.all()) busy |= partition.pending() > 0;
        long wait = !busy ? IDLE_NANOS : anyPaused ? pausedWait.next() : BUSY_NANOS;
        wait = Math.min(wait, held.untilNext(now));
        if (busy) wait = Math.min(wait, commits.untilNext(now));
        return Duration.ofNanos(wait);
    }

    private int receive(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty() && records.nextOffsets().isEmpty()) return 0;
        for (TopicPartition topicPartition : records.partitions())
            receive(assignment.get(topicPartition), records.records(topicPartition));
        records.nextOffsets().forEach((topicPartition, next) -> {
            AssignedPartition partition = assignment.get(topicPartition);
            if (!takesRecords(partition) || partition.ledger == null) return;
            if (!partition.soughtBack && next.offset() > partition.ledger.seen())
                partition.ledger.skipTo(next.offset());
            partition.soughtBack = false;
        });
        int becameReady = lanes.publish();
        if (becameReady > 0) workers.wake(becameReady);
        return records.count();
    }

    private void receive(AssignedPartition assigned, List<ConsumerRecord<byte[], byte[]>> records) {
        if (!takesRecords(assigned)) return;
        AssignedPartition partition = assigned;
        long first = records.get(0).offset();
        if (partition.ledger == null) partition.ledger = new OffsetLedger(first);
        else if (first < partition.ledger.seen()) {
            partition = assignment.movedBack(partition, first);
            if (partition.soughtBack) return;
        }
        int restored = 0;
        long bytes = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (partition.ledger.restoring() && partition.isRewritten(record.leaderEpoch()))
                partition.ledger.forgetRestored();
            if (!partition.ledger.accept(record.offset())) {
                restored++;
                continue;
            }
            LaneRecord laneRecord = new LaneRecord(partition, record);
            bytes += laneRecord.bytes;
            lanes.add(laneRecord);
        }
        partition.bytes += bytes;
        partition.leaderEpoch = records.get(records.size() - 1).leaderEpoch();
        if (restored > 0) meters.restored(restored);
    }

    /** Records of a partition that is being given up are left alone, and their offsets with them. */
    private static boolean takesRecords(AssignedPartition partition) {
        return partition != null && partition.phase() != AssignedPartition.Phase.DRAINING;
    }

    private void check(long now) {
        if (now - nextCheckAt < 0) return;
        nextCheckAt = now + CHECK_NANOS;
        if (!settings.deadline().isZero())
            workers.interruptOlderThan(now - settings.deadline().toNanos());
        healthWatch.look(assignment.all(), lanes, workers, now);
    }
}
