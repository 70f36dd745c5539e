package io.holdfast.redrive;

import static java.util.Objects.requireNonNull;

import io.holdfast.redrive.Preflight.Clearance;
import io.holdfast.redrive.ledger.Clients;
import io.holdfast.redrive.ledger.Ledger;
import io.holdfast.redrive.ledger.LedgerEntry;
import io.holdfast.redrive.ledger.LedgerView;
import io.holdfast.redrive.ledger.RecordState;
import io.holdfast.redrive.ledger.TaskLog;
import io.holdfast.redrive.ledger.TaskLog.Part;
import io.holdfast.redrive.ledger.TaskLog.Task;
import io.holdfast.redrive.ledger.Topics;
import io.holdfast.redrive.plan.Action;
import io.holdfast.redrive.plan.Json;
import io.holdfast.redrive.plan.PlanRequest;
import io.holdfast.redrive.plan.RedrivePlan;
import io.holdfast.redrive.plan.RedrivePlan.Range;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;

/**
 * Moves dead letters back: {@link #plan} looks and counts, {@link #save} keeps the plan, {@link #run} carries it out,
 * {@link #report} tells what became of it. Discarding and restoring are plans like any other.
 *
 * <p>Guarantees. Between topics of one cluster each planned record is moved exactly once, whatever dies and whoever runs
 * the task a second time: target record, ledger entry and task offset are one transaction. Consumers of the target must
 * read committed records to see it so. Within a key, records go in the order of their origin. Nothing is moved before
 * all checks have passed, and nothing goes to a topic that the plan does not name.
 *
 * <p>Any thread; one run at a time for each instance. Needs READ on dead-letter and ledger topics, WRITE on targets and
 * ledger, the transactional ids and groups that start with {@code holdfast-redrive-}, and CREATE for the ledger.
 */
public final class Redrive implements AutoCloseable {

    private final Clients clients;
    private final Topics topics;
    private final TaskLog log;
    private final InstantSource clock;

    /** @param clientProperties how to reach the cluster, {@code bootstrap.servers} among them */
    public Redrive(Map<String, ?> clientProperties) {
        this(clientProperties, InstantSource.system());
    }

    Redrive(Map<String, ?> clientProperties, InstantSource clock) {
        clients = new Clients(clientProperties);
        topics = new Topics(clients.admin());
        log = new TaskLog(clients, topics);
        this.clock = requireNonNull(clock, "clock");
    }

    /** Looks, counts and promises; writes nothing. Also called a dry run. */
    public RedrivePlan plan(PlanRequest request) {
        return new Planner(clients, topics, request, clock).plan();
    }

    /** Keeps a plan so that it can be run by its id, by anybody, later. */
    public void save(RedrivePlan plan) {
        log.ensure();
        try (Producer<byte[], byte[]> producer = clients.producer()) {
            log.write(producer, plan.id(), Part.PLAN, plan.toJson());
        }
    }

    /**
     * Carries a saved plan out and returns when that is done or has been stopped. A task that was stopped, or whose
     * process died, goes on where it was.
     *
     * @throws RedriveRefused with every reason, before anything has been moved
     */
    public Progress run(String id, RunOptions options) {
        Task task = task(id);
        RedrivePlan plan = planOf(id, task);
        Optional<Progress> before = progressOf(task);
        if (before.isPresent() && before.get().status().finished()) return before.get();
        boolean resumed = before.isPresent();
        Clearance clearance = new Preflight(clients, topics, plan).check(resumed);
        try (Producer<byte[], byte[]> notes = clients.producer()) {
            log.write(notes, id, Part.COMMAND, Command.RUN.bytes());
            RunContext context = context(plan, options, clearance, before);
            Returns returns = new Returns(clients, topics, plan);
            RampGuard guard = new RampGuard(topics, plan, options, returns, Runner.watched(context), clock);
            before.ifPresent(earlier -> guard.startFrom(earlier.moved()));
            // From here on a run that dies has begun, and the next one resumes.
            log.write(
                    notes,
                    id,
                    Part.PROGRESS,
                    Json.write(context.meter().progress(TaskStatus.RUNNING, "", clock.millis())));
            Progress last = new Runner(context, guard, log, notes).run();
            if (last.status() != TaskStatus.FENCED) recordReturns(context, returns, notes);
            return last;
        }
    }

    private RunContext context(RedrivePlan plan, RunOptions options, Clearance clearance, Optional<Progress> before) {
        Map<String, Integer> partitions = new HashMap<>();
        plan.targets().forEach((name, target) -> partitions.put(name, target.partitions()));
        Map<String, Long> ends = before.map(Progress::targetEnds).orElse(Map.of());
        return new RunContext(
                clients,
                topics,
                plan,
                options,
                clearance.ledger(),
                new Judge(plan.request()),
                new Redelivery(plan.request(), plan.id(), partitions, clock),
                clearance.parkingPartitions(),
                clearance.maxMessageBytes(),
                clearance.changedSincePlan(),
                new TaskMeter(plan.matched(), plan.request().action().result(), ends),
                new StepGate(Runner.firstStep(options)),
                clients.groupMetadata(RedriveNames.group(plan.id())),
                clock);
    }

    /** Notes in the ledger which records are already back; what comes back later is found by the report. */
    private void recordReturns(RunContext context, Returns returns, Producer<byte[], byte[]> notes) {
        if (context.plan().request().action() != Action.REDRIVE) return;
        returns.look();
        for (String from : returns.fingerprints().keySet()) {
            LedgerEntry.parseKey(from).ifPresent(dead -> {
                LedgerEntry entry = new LedgerEntry(
                        dead,
                        context.plan().topicId(),
                        RecordState.FAILED_AGAIN,
                        context.plan().id(),
                        clock.millis(),
                        "");
                // A lost note costs nothing: the report looks for itself.
                var unused = notes.send(context.ledger().record(entry));
            });
        }
        notes.flush();
    }

    /** Tells a running task to stop after the transactions under way; {@link #resume} lets it go on. */
    public void pause(String id) {
        command(id, Command.PAUSE);
    }

    public void resume(String id) {
        command(id, Command.RUN);
    }

    /** Ends a running task after the transactions under way. Nothing is undone. */
    public void cancel(String id) {
        command(id, Command.CANCEL);
    }

    private void command(String id, Command command) {
        planOf(id, task(id));
        try (Producer<byte[], byte[]> producer = clients.producer()) {
            log.write(producer, id, Part.COMMAND, command.bytes());
        }
    }

    /** All tasks, oldest first, each with what is known of its progress. */
    public List<TaskView> tasks() {
        List<TaskView> views = new ArrayList<>();
        log.load().forEach((id, task) -> task.get(Part.PLAN)
                .flatMap(json -> Json.read(json, RedrivePlan.class))
                .ifPresent(plan -> views.add(new TaskView(plan, progressOf(task).orElseGet(() -> untouched(plan))))));
        return views;
    }

    /** One task. */
    public record TaskView(RedrivePlan plan, Progress progress) {}

    /** What became of a task, by the ledger and by the dead letters that have come since. */
    public TaskReport report(String id) {
        Task task = task(id);
        RedrivePlan plan = planOf(id, task);
        Progress progress = progressOf(task).orElseGet(() -> untouched(plan));
        String dlq = plan.request().dlq();
        int partitions = topics.find(Ledger.topicOf(dlq))
                .map(found -> found.partitions().size())
                .orElse(0);
        Ledger ledger = new Ledger(clients, dlq, plan.topicId(), partitions);
        Map<RecordState, Long> counts = new HashMap<>();
        for (Range range : plan.ranges()) {
            LedgerView view = ledger.load(topics, range.partition(), range.begin(), range.end(), id);
            for (RecordState state : RecordState.values()) counts.merge(state, view.mine(state), Long::sum);
        }
        Returns returns = new Returns(clients, topics, plan);
        returns.look();
        long resolved = counts.get(RecordState.RESOLVED);
        long delivered = counts.get(RecordState.REDRIVEN) + resolved + counts.get(RecordState.FAILED_AGAIN);
        long failedAgain = Math.max(returns.count(), counts.get(RecordState.FAILED_AGAIN));
        return new TaskReport(
                plan,
                progress,
                delivered,
                resolved,
                failedAgain,
                Math.max(0, delivered - resolved - failedAgain),
                counts.get(RecordState.PARKED),
                counts.get(RecordState.DISCARDED),
                plan.request().action() == Action.RESTORE ? progress.moved() : 0,
                returns.byFingerprint());
    }

    private Task task(String id) {
        Task task = log.load().get(id);
        if (task == null) throw new RedriveRefused("there is no task " + id + "; `redrive status` lists them");
        return task;
    }

    private static RedrivePlan planOf(String id, Task task) {
        RedrivePlan plan = task.get(Part.PLAN)
                .flatMap(json -> Json.read(json, RedrivePlan.class))
                .orElseThrow(() -> new RedriveRefused("the plan of task " + id + " cannot be read"));
        if (!plan.id().equals(id)) throw new RedriveRefused("task " + id + " holds the plan of " + plan.id());
        return plan;
    }

    private static Optional<Progress> progressOf(Task task) {
        return task.get(Part.PROGRESS).flatMap(json -> Json.read(json, Progress.class));
    }

    private static Progress untouched(RedrivePlan plan) {
        return new Progress(TaskStatus.PLANNED, plan.matched(), 0, 0, 0, 0, 0, Map.of(), "", plan.createdAt());
    }

    @Override
    public void close() {
        topics.admin().close();
    }
}
