package io.holdfast.redrive;

import static java.util.stream.Collectors.toSet;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.holdfast.redrive.PartitionTask.FencedException;
import io.holdfast.redrive.RampGuard.Judgement;
import io.holdfast.redrive.ledger.TaskLog;
import io.holdfast.redrive.ledger.TaskLog.Part;
import io.holdfast.redrive.plan.Action;
import io.holdfast.redrive.plan.Json;
import io.holdfast.redrive.plan.RedrivePlan.Range;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/**
 * Runs the partitions of one task: hands out the steps of the ramp, obeys commands, writes progress down. The thread of
 * {@link #run} does this and touches no record.
 */
final class Runner {

    private static final Duration TICK = Duration.ofMillis(200);
    private static final long SAVE_EVERY_MILLIS = 1_000;

    private final RunContext context;
    private final RampGuard guard;
    private final TaskLog log;
    private final Producer<byte[], byte[]> notes;
    private final Deque<Long> steps = new ArrayDeque<>();
    private final List<Future<?>> workers = new ArrayList<>();
    private long savedAt;
    private TaskStatus ending;
    private String note = "";

    /** @param notes writes progress; the caller closes it */
    Runner(RunContext context, RampGuard guard, TaskLog log, Producer<byte[], byte[]> notes) {
        this.context = context;
        this.guard = guard;
        this.log = log;
        this.notes = notes;
        planSteps();
    }

    /** The first step is released by the gate's own opening count. */
    static long firstStep(RunOptions options) {
        return options.ramp().isEmpty() ? Long.MAX_VALUE / 2 : options.ramp().get(0);
    }

    private void planSteps() {
        List<Long> ramp = context.options().ramp();
        for (int i = 1; i < ramp.size(); i++) steps.add(ramp.get(i) - ramp.get(i - 1));
        if (!ramp.isEmpty()) steps.add(Long.MAX_VALUE / 2);
    }

    Progress run() {
        AtomicInteger number = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(context.options().parallelism(), work -> {
            Thread thread = new Thread(work, "holdfast-redrive-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        try (TaskLog.Commands commands = log.follow()) {
            RateLimiter limiter = limiter();
            for (Range range : context.plan().ranges()) {
                if (range.matched() == 0) continue;
                PartitionTask task = new PartitionTask(context, range, limiter);
                workers.add(pool.submit(() -> {
                    task.run();
                    return null;
                }));
            }
            supervise(commands);
        } finally {
            // Transactions under way are brought to their end, not interrupted.
            context.gate().stop();
            pool.shutdown();
            awaitEnd(pool);
        }
        return finish();
    }

    private void supervise(TaskLog.Commands commands) {
        while (!workers.stream().allMatch(Future::isDone)) {
            commands.poll(context.plan().id(), TICK).flatMap(Command::of).ifPresent(this::obey);
            if (ending == null) failed();
            if (ending != null) {
                context.gate().stop();
                return;
            }
            ramp();
            report(false);
        }
    }

    private void obey(Command command) {
        switch (command) {
            case RUN -> context.gate().pause(false);
            case PAUSE -> context.gate().pause(true);
            case CANCEL -> end(TaskStatus.CANCELLED, "cancelled by an operator; what was moved stays moved");
        }
    }

    private void failed() {
        for (Future<?> worker : workers) {
            if (!worker.isDone()) continue;
            Throwable failure = failureOf(worker);
            if (failure instanceof FencedException) {
                end(TaskStatus.FENCED, failure.getMessage());
            } else if (failure != null && ending == null) {
                end(TaskStatus.FAILED, failure.getClass().getSimpleName() + ": " + failure.getMessage());
            }
        }
    }

    private static Throwable failureOf(Future<?> worker) {
        try {
            worker.get();
            return null;
        } catch (ExecutionException failed) {
            return failed.getCause();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return stop;
        }
    }

    private void ramp() {
        if (steps.isEmpty() || !context.gate().stepDone() || context.gate().paused()) return;
        Judgement judgement = guard.judge(progress(TaskStatus.RUNNING));
        if (!judgement.settled()) return;
        if (!judgement.stop().isEmpty()) end(TaskStatus.ABORTED, judgement.stop());
        else context.gate().release(steps.remove());
    }

    private void end(TaskStatus status, String why) {
        ending = status;
        note = why;
    }

    private void report(boolean force) {
        Progress now = progress(context.gate().paused() ? TaskStatus.PAUSED : TaskStatus.RUNNING);
        context.options().listener().accept(now);
        if (force || now.at() - savedAt >= SAVE_EVERY_MILLIS) save(now);
    }

    private void save(Progress progress) {
        savedAt = progress.at();
        log.write(notes, context.plan().id(), Part.PROGRESS, Json.write(progress));
    }

    private Progress progress(TaskStatus status) {
        return context.meter().progress(status, note, context.clock().millis());
    }

    private Progress finish() {
        if (ending == null) failed();
        if (ending == null) {
            Progress counted = progress(TaskStatus.RUNNING);
            boolean whole = counted.missing() == 0 && counted.refused() == 0 && counted.changed() == 0;
            ending = whole ? TaskStatus.COMPLETED : TaskStatus.COMPLETED_WITH_FAILURES;
            if (!whole) note = shortfall(counted);
        }
        Progress last = progress(ending);
        context.options().listener().accept(last);
        // A fenced runner must not write over the progress of the one that goes on.
        if (ending != TaskStatus.FENCED) save(last);
        return last;
    }

    private String shortfall(Progress counted) {
        List<String> parts = new ArrayList<>();
        if (counted.refused() > 0) parts.add(counted.refused() + " refused by their target");
        if (counted.changed() > 0) parts.add(counted.changed() + " dealt with by others meanwhile");
        if (counted.expired() > 0) parts.add(counted.expired() + " offsets deleted by retention");
        if (parts.isEmpty()) parts.add("no longer to be had from where the plan had found them");
        return counted.missing() + " of " + counted.planned() + " records not moved: " + String.join(", ", parts);
    }

    private RateLimiter limiter() {
        int rate = context.options().rate();
        if (rate == 0) return null;
        boolean fine = rate >= 20;
        return RateLimiter.of(
                "redrive",
                RateLimiterConfig.custom()
                        .limitForPeriod(fine ? rate / 10 : 1)
                        .limitRefreshPeriod(fine ? Duration.ofMillis(100) : Duration.ofMillis(1_000 / rate))
                        .timeoutDuration(Duration.ofHours(1))
                        .build());
    }

    private static void awaitEnd(ExecutorService pool) {
        try {
            if (!pool.awaitTermination(60, TimeUnit.SECONDS)) {
                pool.shutdownNow();
                throw new KafkaException("the partitions of the task did not stop within 60 s");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** The groups whose passing tells that a step has been consumed. */
    static Set<String> watched(RunContext context) {
        if (context.plan().request().action() != Action.REDRIVE) return Set.of();
        if (context.options().watchedGroup().isPresent()) {
            return Set.of(context.options().watchedGroup().get());
        }
        return context.plan().targets().values().stream()
                .flatMap(target -> target.groups().stream())
                .collect(toSet());
    }
}
