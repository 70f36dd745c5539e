package io.holdfast.outbox.relay;

import io.holdfast.outbox.store.AggregateKey;
import io.holdfast.outbox.store.Beat;
import io.holdfast.outbox.store.OutboxRow;
import io.holdfast.outbox.store.ParkedKey;
import io.holdfast.outbox.store.RelayStore;
import io.holdfast.outbox.store.ShardEpoch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relay's one loop: keep the leases, read shards that are idle, send, settle. Owns all state; called by one thread
 * only; never waits for the database or a broker.
 *
 * <p>A shard goes round: idle, read, sent, settled (published rows deleted, rejected ones parked), idle. Each read
 * starts at or below everything unpublished, so whatever went wrong in one round is made good in the next one.
 */
final class RelayLoop implements Dispatch.Trouble {
    private static final Logger log = LoggerFactory.getLogger(RelayLoop.class);
    private static final long RETRY_FIRST = 100_000_000L;
    private static final long RETRY_LONGEST = 5_000_000_000L;
    private static final long COUNT_CAP = 10_000;
    private static final long PROOF_INTERVAL = 100_000_000L;

    private final RelayOptions options;
    private final RelayStore store;
    private final Lane reading;
    private final Lane beating;
    private final Inbox inbox;
    private final Publisher publisher;
    private final TopicCatalog catalog;
    private final Settlement settlement;
    private final Dispatch dispatch;
    private final Fetch fetch;
    private final RelayMeters meters;
    private final long deliveryNanos;

    private final Map<Integer, ShardState> shards = new TreeMap<>();
    private final KeyBars bars = new KeyBars();
    private final TypeBreaker breaker = new TypeBreaker();
    private final FloorProof proof = new FloorProof();
    private final Pace pace;

    private Lease lease;
    private int members;
    private int shardsInAll;
    private long beatAt;
    private boolean beatOpen;
    private boolean fetchOpen;
    private boolean proofOpen;
    private boolean requestsOpen;
    private boolean countOpen;
    private long countAt;
    private long proofAt;
    private long requestsAt;
    private long kafkaRetryAt;
    private long kafkaDelay = RETRY_FIRST;
    private boolean kafkaDown;
    private boolean databaseDown;
    private long databaseDelay = RETRY_FIRST;
    private String lastError;
    private int open;
    private long bytes;
    private boolean draining;
    private boolean left;
    private long published;
    private long now;
    private volatile RelayStatus status;
    private volatile long passedAt = System.nanoTime();

    RelayLoop(
            RelayOptions options,
            RelayStore store,
            Lane reading,
            Lane writing,
            Lane beating,
            Inbox inbox,
            RelayMeters meters,
            long now) {
        ProducerSettings settings = new ProducerSettings(options);
        this.options = options;
        this.store = store;
        this.reading = reading;
        this.beating = beating;
        this.inbox = inbox;
        this.meters = meters;
        this.deliveryNanos = settings.deliveryNanos();
        this.publisher = new Publisher(settings.producer());
        this.catalog = new TopicCatalog(settings.admin(), inbox);
        this.settlement = new Settlement(options, store, writing, bars, meters);
        this.fetch = new Fetch(options, settings.maxRequestSize(), store);
        this.dispatch = new Dispatch(
                options, settings, publisher, catalog, bars, breaker, meters, this, c -> inbox.post(() -> sent(c)));
        this.pace =
                new Pace(options.shortestPoll().toNanos(), options.longestPoll().toNanos(), now);
        this.beatAt = now;
        this.countAt = now;
        this.proofAt = now;
        this.requestsAt = now;
        this.kafkaRetryAt = now;
        this.now = now;
        this.status = snapshot();
    }

    Work doWork(long time) {
        now = time;
        passedAt = time;
        int done = inbox.runAll();
        if (lease != null && lease.expired(now)) loseAll("the lease has run out");
        if (publisher.broken() && open == 0) publisher.drop();
        beat();
        done += settlement.run(this::settled, this::databaseFailed);
        askParked();
        countBacklog();
        prove();
        done += read();
        return new Work(done, nextAt());
    }

    // Leases

    private void beat() {
        if (beatOpen || left || beatAt - now > 0) return;
        beatOpen = true;
        beatAt = now + options.heartbeat().toNanos();
        long askedAt = now;
        if (draining && shards.isEmpty()) {
            beating.run(
                    connection -> {
                        store.leave(connection, options.instance());
                        return null;
                    },
                    nothing -> left = true,
                    e -> left = true);
            return;
        }
        List<Integer> release = shards.values().stream()
                .filter(s -> s.leaving() && !s.busy())
                .map(ShardState::shard)
                .toList();
        // Given up here first: from now on nothing is read or sent for them.
        release.forEach(this::forget);
        beating.run(
                connection -> store.beat(connection, options.instance(), options.lease(), release),
                beat -> held(beat, askedAt),
                e -> {
                    beatOpen = false;
                    beatAt = now + databaseFailed(e);
                });
    }

    private void held(Beat beat, long askedAt) {
        beatOpen = false;
        databaseAnswers();
        lease = Lease.from(askedAt, options.lease().toNanos(), deliveryNanos);
        members = beat.members();
        shardsInAll = beat.shards();
        Map<Integer, ShardEpoch> held = new HashMap<>();
        beat.held().forEach(each -> held.put(each.shard(), each));
        List<Integer> lost = shards.values().stream()
                .filter(s -> !s.owned().equals(held.get(s.shard())))
                .map(ShardState::shard)
                .toList();
        if (!lost.isEmpty()) {
            log.warn("{} has lost shards {}", options.instance(), lost);
            meters.lost(lost.size());
            lost.forEach(this::forget);
        }
        List<Integer> taken = new ArrayList<>();
        for (ShardEpoch each : beat.held()) {
            if (draining || shards.containsKey(each.shard())) continue;
            shards.put(each.shard(), new ShardState(each));
            taken.add(each.shard());
        }
        if (!taken.isEmpty()) {
            log.info("{} has taken shards {} of {}, {} relays alive", options.instance(), taken, shardsInAll, members);
            meters.taken(taken.size());
            requestsAt = now;
        }
        long surplus = shards.values().stream().filter(s -> !s.leaving()).count() - beat.fairShare();
        for (ShardState each : shards.values()) {
            if (!draining && surplus-- <= 0) break;
            each.leave();
        }
        if (draining && beat.held().size() > shards.size()) beatAt = now;
        status = snapshot();
    }

    private void forget(int shard) {
        shards.remove(shard);
        bars.forget(shard);
    }

    private void loseAll(String why) {
        log.warn("{} gives up all shards: {}", options.instance(), why);
        meters.lost(shards.size());
        List.copyOf(shards.keySet()).forEach(this::forget);
        publisher.drop();
        lease = null;
        beatAt = now;
        status = snapshot();
    }

    /** For the gauges only. Counted up to a bound, so that a long backlog does not cost a long count. */
    private void countBacklog() {
        if (countOpen || beatOpen || lease == null || draining || countAt - now > 0) return;
        countOpen = true;
        countAt = now + 5_000_000_000L;
        beating.run(
                connection -> store.backlog(connection, COUNT_CAP),
                backlog -> {
                    countOpen = false;
                    meters.backlogRows.set(backlog.rows());
                    meters.parkedRows.set(backlog.parkedRows());
                    meters.deadRows.set(backlog.deadRows());
                    meters.oldestSeconds.set(Math.round(Math.max(0, backlog.oldestSeconds())));
                },
                e -> {
                    countOpen = false;
                    var unused = databaseFailed(e);
                });
    }

    // Parked keys

    /** What keys wait, once for each shard taken; what operators have asked for, every second heartbeat. */
    private void askParked() {
        if (requestsOpen || shards.isEmpty() || requestsAt - now > 0) return;
        requestsOpen = true;
        requestsAt = now + 2 * options.heartbeat().toNanos();
        List<ShardState> asked = List.copyOf(shards.values());
        List<Integer> numbers = asked.stream().map(ShardState::shard).toList();
        reading.run(
                connection -> store.parkedKeys(connection, numbers),
                keys -> {
                    requestsOpen = false;
                    keys.forEach(key -> parked(asked, key));
                    asked.stream().filter(s -> shards.get(s.shard()) == s).forEach(ShardState::becomeReady);
                },
                e -> {
                    requestsOpen = false;
                    requestsAt = now + databaseFailed(e);
                });
    }

    private void parked(List<ShardState> asked, ParkedKey key) {
        ShardState shard = shards.get(key.shard());
        if (shard == null || !asked.contains(shard)) return;
        if (key.aggregateId() != null && key.request() == null && !shard.ready())
            bars.bar(key.shard(), new AggregateKey(key.aggregateType(), key.aggregateId()));
        if (key.request() == null) return;
        if (key.aggregateId() != null) bars.bar(key.shard(), new AggregateKey(key.aggregateType(), key.aggregateId()));
        if (shard.busy()) {
            requestsAt = now;
            return;
        }
        shard.busy(true);
        settlement.release(shard, key, () -> released(shard, key), this::databaseFailed);
    }

    private void released(ShardState shard, ParkedKey key) {
        shard.busy(false);
        if (shards.get(shard.shard()) != shard) return;
        log.info(
                "{} releases key of row {} in shard {}: {}", options.instance(), key.seq(), key.shard(), key.request());
        if (key.aggregateId() != null) bars.lift(key.shard(), new AggregateKey(key.aggregateType(), key.aggregateId()));
        shard.cursor().reset();
        pace.nudge(now);
    }

    // Floor

    private void prove() {
        if (proofOpen || fetchOpen || proofAt - now > 0) return;
        if (!proof.open() && shards.values().stream().noneMatch(s -> s.cursor().wantsProof())) return;
        proofOpen = true;
        proofAt = now + PROOF_INTERVAL;
        Map<Integer, Long> tails = new HashMap<>();
        shards.values().forEach(s -> tails.put(s.shard(), s.cursor().tail()));
        List<ShardState> then = List.copyOf(shards.values());
        reading.run(
                store::writers,
                writers -> {
                    proofOpen = false;
                    writers.ifPresent(holders -> proven(then, tails, holders));
                },
                e -> {
                    proofOpen = false;
                    var unused = databaseFailed(e);
                });
    }

    private void proven(List<ShardState> then, Map<Integer, Long> tails, Set<String> holders) {
        if (!proof.open()) proof.begin(tails, holders);
        Map<Integer, Long> seqs = proof.observe(holders);
        for (ShardState shard : then)
            if (shards.get(shard.shard()) == shard && seqs.containsKey(shard.shard()))
                shard.cursor().proven(seqs.get(shard.shard()));
    }

    // Reading and sending

    private int read() {
        boolean waiting = fetchOpen || draining || lease == null || !lease.maySend(now);
        if (waiting || bytes > options.inFlightBytes() / 2 || kafkaRetryAt - now > 0 || publisher.broken()) return 0;
        if (kafkaDown && open > 0) return 0;
        List<ShardState> idle = shards.values().stream()
                .filter(s -> s.ready() && !s.busy() && !s.leaving())
                .toList();
        boolean hot = idle.stream().anyMatch(ShardState::hot);
        if (idle.isEmpty()) return 0;
        if (!hot && !pace.due(now)) return 0;
        Fetch.Plan plan = fetch.plan(idle, shards.size(), breaker.blocked(now), now, pace.due(now));
        fetchOpen = true;
        plan.shards().forEach(s -> s.busy(true));
        reading.run(connection -> fetch.run(connection, plan), cycles -> fetched(plan, cycles), e -> {
            fetchOpen = false;
            plan.shards().forEach(s -> s.busy(false));
            pace.foundNothing(now);
            pace.noLaterThan(now + databaseFailed(e));
        });
        return 1;
    }

    private void fetched(Fetch.Plan plan, List<Cycle> cycles) {
        fetchOpen = false;
        databaseAnswers();
        boolean found = false;
        for (Cycle cycle : cycles) {
            ShardState shard = cycle.shard();
            if (shards.get(shard.shard()) != shard) continue;
            if (cycle.rows().isEmpty()) {
                cycle.finish(now);
                continue;
            }
            found = true;
            open++;
            bytes += cycle.bytes();
            dispatch.run(cycle, lease, now);
        }
        meters.fetched(cycles.isEmpty() ? 0 : cycles.get(0).tookNanos());
        if (found) pace.found(now);
        else if (plan.whole()) pace.foundNothing(now);
        meters.inFlightBytes.set(bytes);
    }

    private void sent(Cycle cycle) {
        open--;
        bytes -= cycle.bytes();
        if (shards.get(cycle.shard().shard()) != cycle.shard()) return;
        settlement.add(cycle);
    }

    private void settled(Cycle cycle, int acked) {
        cycle.finish(now);
        published += acked;
        if (acked > 0) {
            kafkaAnswers();
            for (int i = 0; i < cycle.fates().length; i++)
                if (cycle.fates()[i] == RowFate.ACKED)
                    breaker.clear(cycle.rows().get(i).aggregateType());
        }
    }

    // Trouble

    @Override
    public void failed(OutboxRow row, String topic, Failure kind, Exception e) {
        inbox.post(() -> kafkaFailed(row, topic, kind, e));
    }

    private void kafkaFailed(OutboxRow row, String topic, Failure kind, Exception e) {
        switch (kind) {
            case RECORD -> log.warn("row {} for {} was refused: {}", row, topic, e.toString());
            case TOPIC -> {
                catalog.forget(topic);
                block(row.aggregateType(), topic + ": " + e.getMessage());
            }
            default -> kafkaFails(kind, e);
        }
    }

    @Override
    public void unknown(OutboxRow row, String topic) {
        catalog.ask(topic, new TopicCatalog.Answer() {
            @Override
            public void found(TopicCatalog.Facts facts) {
                kafkaAnswers();
                breaker.clear(row.aggregateType());
                pace.nudge(now);
            }

            @Override
            public void missing(String reason) {
                block(row.aggregateType(), reason);
            }

            @Override
            public void unreachable(Exception e) {
                kafkaFails(Failure.of(e), e);
            }
        });
        // Until there is an answer its rows would only be read again.
        if (kafkaRetryAt - now < 0) kafkaRetryAt = now + 20_000_000L;
    }

    private void block(String aggregateType, String reason) {
        if (!breaker.reasons().containsKey(aggregateType))
            log.warn("rows of aggregate type {} wait: {}", aggregateType, reason);
        breaker.block(aggregateType, reason, now);
        meters.blockedTypes.set(breaker.reasons().size());
    }

    /** One outage, however many records it hits, is one failure. */
    private void kafkaFails(Failure kind, Exception e) {
        if (kafkaDown && kafkaRetryAt - now > 0) return;
        meters.kafkaFailed();
        if (!kafkaDown)
            log.warn("{} cannot publish, nothing is counted against any row: {}", options.instance(), e.toString());
        kafkaDown = true;
        catalog.forgetAll();
        lastError = (kind == Failure.ACCESS ? "Kafka refuses access: " : "Kafka: ") + e.getMessage();
        kafkaRetryAt = now + jittered(kafkaDelay);
        kafkaDelay = Math.min(kafkaDelay * 2, RETRY_LONGEST);
    }

    private void kafkaAnswers() {
        kafkaRetryAt = now;
        if (!kafkaDown) return;
        log.info("{} publishes again", options.instance());
        kafkaDown = false;
        kafkaDelay = RETRY_FIRST;
        lastError = null;
    }

    private long databaseFailed(Exception e) {
        meters.databaseFailed();
        if (!databaseDown) log.warn("{} cannot use the database: {}", options.instance(), e.toString());
        databaseDown = true;
        lastError = "database: " + e.getMessage();
        long delay = jittered(databaseDelay);
        databaseDelay = Math.min(databaseDelay * 2, RETRY_LONGEST);
        return delay;
    }

    private void databaseAnswers() {
        databaseDelay = RETRY_FIRST;
        if (!databaseDown) return;
        log.info("{} can use the database again", options.instance());
        databaseDown = false;
        lastError = null;
    }

    private static long jittered(long nanos) {
        return nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1);
    }

    // From outside, through the inbox

    void nudge() {
        inbox.post(() -> pace.nudge(now));
    }

    /** Reads no more, finishes what is on its way, gives everything back. */
    void drain() {
        inbox.post(() -> {
            draining = true;
            shards.values().forEach(ShardState::leave);
            beatAt = now;
        });
    }

    boolean drained() {
        return left;
    }

    RelayStatus status() {
        RelayStatus s = status;
        return new RelayStatus(
                s.instance(),
                s.state(),
                Duration.ofNanos(System.nanoTime() - passedAt),
                s.shards(),
                s.shardsInAll(),
                s.members(),
                s.published(),
                s.inFlightBytes(),
                s.barredKeys(),
                s.blockedTypes(),
                s.floorBlockers(),
                s.lastError());
    }

    private RelayStatus snapshot() {
        meters.shardsOwned.set(shards.size());
        meters.barredKeys.set(bars.size());
        meters.floorBlockers.set(proof.blockers());
        return new RelayStatus(
                options.instance(),
                state(),
                Duration.ZERO,
                List.copyOf(shards.keySet()),
                shardsInAll,
                Math.max(1, members),
                published,
                bytes,
                bars.size(),
                breaker.reasons(),
                proof.blockers(),
                lastError);
    }

    private RelayStatus.State state() {
        if (left) return RelayStatus.State.STOPPED;
        if (draining) return RelayStatus.State.DRAINING;
        if (databaseDown) return RelayStatus.State.DATABASE_DOWN;
        if (kafkaDown) return RelayStatus.State.KAFKA_DOWN;
        if (lease == null) return RelayStatus.State.STARTING;
        return shards.isEmpty() ? RelayStatus.State.STANDBY : RelayStatus.State.ACTIVE;
    }

    private long nextAt() {
        status = snapshot();
        if (settlement.pending() && !settlement.open()) return now;
        long next = beatOpen || left ? now + options.heartbeat().toNanos() : beatAt;
        if (lease != null) next = Math.min(next, lease.expiresAt());
        if (!fetchOpen && !shards.isEmpty()) next = Math.min(next, Math.max(pace.nextAt(), kafkaRetryAt));
        return Math.max(next, now + 200_000L);
    }

    /** Closes the clients; the lanes are the runner's. */
    void close() {
        left = true;
        publisher.close();
        catalog.close();
        status = snapshot();
    }
}
