package io.holdfast.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.dedup.memory.InMemoryStore;
import io.holdfast.handler.Outcome;
import io.holdfast.handler.Outcome.Kind;
import io.holdfast.handler.RecordHandler;
import io.holdfast.names.MeterNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LeaseProtocolTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private long now;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DownStore store = new DownStore(new InMemoryStore(1000, Duration.ofHours(1), () -> now));
    private final DedupOptions options = DedupOptions.defaults()
            .withIds(Deliveries.IDS)
            .withLease(LEASE)
            .withMeters(meters)
            .withNanoTime(() -> now);
    private final List<String> effects = new ArrayList<>();

    @Test
    void aStoreThatIsDownReleasesWithDelaysThatDouble() throws Exception {
        IdempotentHandler<String, String> handler = leased(DedupStoreContractTest.recording(effects));
        store.down.add("claim");

        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Outcome.Release release = (Outcome.Release) handler.handle(Deliveries.withId("a"));
            delays.add(release.delay());
            now += release.delay().toNanos();
        }
        assertThat(delays)
                .startsWith(
                        Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400));
        assertThat(delays).endsWith(options.maxWait());
        assertThat(effects).isEmpty();

        store.down.clear();
        assertThat(handler.handle(Deliveries.withId("a")).kind()).isEqualTo(Kind.DONE);
        store.down.add("claim");
        assertThat(((Outcome.Release) handler.handle(Deliveries.withId("b"))).delay())
                .isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void anEffectThatCouldNotBeMarkedIsMarkedLaterAndNotRepeated() throws Exception {
        IdempotentHandler<String, String> handler = leased(DedupStoreContractTest.recording(effects));
        store.down.add("complete");

        assertThat(kinds(handler, "a", "b")).containsExactly(Kind.RELEASE, Kind.RELEASE);
        assertThat(kinds(handler, "a", "b")).as("still down").containsExactly(Kind.RELEASE, Kind.RELEASE);
        assertThat(meters.get(MeterNames.DEDUP_UNSETTLED).gauge().value()).isEqualTo(2);

        store.down.clear();
        assertThat(kinds(handler, "a", "b")).containsExactly(Kind.DONE, Kind.DONE);
        assertThat(kinds(handler, "a", "b")).containsExactly(Kind.DUPLICATE, Kind.DUPLICATE);
        assertThat(effects).containsExactly("a", "b");
        assertThat(meters.get(MeterNames.DEDUP_UNSETTLED).gauge().value()).isZero();
    }

    @Test
    void aRepeatIsNotFinishedBeforeTheMarkOfItsFirst() throws Exception {
        store.down.add("complete");
        assertThat(kinds(leased(DedupStoreContractTest.recording(effects)), "a", "a"))
                .containsExactly(Kind.RELEASE, Kind.RELEASE);
    }

    @Test
    void aLeaseThatCouldNotBeReleasedDoesNotHoldItsRecordUp() throws Exception {
        List<Outcome> script = new ArrayList<>(
                List.of(Outcome.retryAfter(Duration.ZERO, new IllegalStateException("boom")), Outcome.done()));
        IdempotentHandler<String, String> handler = leased(delivery -> script.remove(0));
        store.down.add("release");

        assertThat(kinds(handler, "a")).containsExactly(Kind.RETRY);
        store.down.clear();
        assertThat(kinds(handler, "a")).containsExactly(Kind.DONE);
    }

    @Test
    void aClaimWhoseAnswerWasLostDoesNotHoldItsRecordUp() throws Exception {
        IdempotentHandler<String, String> handler = leased(DedupStoreContractTest.recording(effects));
        store.down.add("claim-answer");

        assertThat(kinds(handler, "a")).containsExactly(Kind.RELEASE);
        store.down.clear();
        assertThat(kinds(handler, "a")).containsExactly(Kind.DONE);
    }

    @Test
    void aRunMarksWhatIsDoneBeforeAThrowableIsPassedOn() throws Exception {
        IdempotentHandler<String, String> handler = leased(delivery -> {
            if (Deliveries.idOf(delivery).equals("bad")) throw new AssertionError("an Error, not an Exception");
            return Outcome.done();
        });

        assertThatThrownBy(() -> handler.handle(DedupStoreContractTest.run("a", "bad", "c")))
                .isInstanceOf(AssertionError.class);
        assertThat(kinds(leased(DedupStoreContractTest.recording(effects)), "a", "bad", "c"))
                .containsExactly(Kind.DUPLICATE, Kind.DONE, Kind.DONE);
    }

    @Test
    void aRunIsCutWhenHalfOfTheLeaseHasPassed() throws Exception {
        IdempotentHandler<String, String> handler = leased(delivery -> {
            now += LEASE.dividedBy(4).toNanos();
            return Outcome.done();
        });

        assertThat(kinds(handler, "a", "b", "c")).containsExactly(Kind.DONE, Kind.DONE, Kind.RELEASE);
        assertThat(kinds(handler, "c")).containsExactly(Kind.DONE);
    }

    @Test
    void marksAreWrittenInOneCallUnlessTheHandlerIsSlow() throws Exception {
        kinds(leased(DedupStoreContractTest.recording(effects)), "a", "b", "c");
        assertThat(store.calls).containsExactly("claim 3", "complete 3");

        store.calls.clear();
        kinds(
                leased(delivery -> {
                    now += options.markWithin().toNanos();
                    return Outcome.done();
                }),
                "d",
                "e");
        assertThat(store.calls).containsExactly("claim 2", "complete 1", "complete 1");
    }

    @Test
    void aBatchHandlerGetsWhatIsFreshAndItsOutcomesDecide() throws Exception {
        leased(DedupStoreContractTest.recording(effects)).handle(Deliveries.withId("known"));
        IdempotentHandler<String, String> handler = IdempotentHandler.leasedBatch(
                store,
                batch -> batch.stream()
                        .map(delivery -> {
                            effects.add(Deliveries.idOf(delivery));
                            return Deliveries.idOf(delivery).equals("bad")
                                    ? Outcome.deadLetter("bad", new IllegalArgumentException())
                                    : Outcome.done();
                        })
                        .toList(),
                options);

        assertThat(kinds(handler, "a", "known", "bad", "b", "bad", "a"))
                .containsExactly(Kind.DONE, Kind.DUPLICATE, Kind.DEAD_LETTER, Kind.DONE, Kind.RELEASE, Kind.DUPLICATE);
        assertThat(effects).containsExactly("known", "a", "bad", "b");
        assertThat(kinds(leased(delivery -> Outcome.done()), "bad")).containsExactly(Kind.DONE);
    }

    @Test
    void aBatchHandlerThatAnswersTooLittleIsAFailure() {
        IdempotentHandler<String, String> handler = IdempotentHandler.leasedBatch(store, batch -> List.of(), options);
        assertThatThrownBy(() -> handler.handle(DedupStoreContractTest.run("a", "b")))
                .hasMessageContaining("2 records");
    }

    @Test
    void aRecordWithoutIdIsADeadLetterAndHoldsBackTheRest() throws Exception {
        List<Outcome> outcomes = leased(DedupStoreContractTest.recording(effects))
                .handle(List.of(Deliveries.withId("a"), Deliveries.withoutId(), Deliveries.withId("b")));
        assertThat(DedupStoreContractTest.kinds(outcomes)).containsExactly(Kind.DONE, Kind.DEAD_LETTER, Kind.RELEASE);
        assertThat(((Outcome.DeadLetter) outcomes.get(1)).reason()).contains("no message id in orders-0@");
    }

    @Test
    void partitionsMayHaveStoresOfTheirOwn() throws Exception {
        Map<Integer, LeaseStore> stores = Map.of(0, store, 1, new InMemoryStore(10, Duration.ofHours(1), () -> now));
        IdempotentHandler<String, String> handler = IdempotentHandler.leased(
                delivery -> {
                    LeaseStore mine = stores.get(delivery.record().partition());
                    if (mine == null) throw new DedupStoreException("partition not restored yet");
                    return mine;
                },
                DedupStoreContractTest.recording(effects),
                options);

        assertThat(DedupStoreContractTest.kinds(handler.handle(List.of(
                        Deliveries.in(0, "a"), Deliveries.in(1, "b"), Deliveries.in(2, "c"), Deliveries.in(0, "d")))))
                .containsExactly(Kind.DONE, Kind.DONE, Kind.RELEASE, Kind.RELEASE);
        assertThat(store.calls).containsExactly("claim 1", "complete 1");
    }

    @Test
    void everyAnswerIsCounted() throws Exception {
        IdempotentHandler<String, String> handler = leased(delivery -> Outcome.done());
        kinds(handler, "a", "b", "a");
        store.claim(UUID.randomUUID(), Set.of(MessageId.of("taken").orElseThrow()), LEASE);
        kinds(handler, "taken");
        handler.handle(Deliveries.withoutId());
        store.down.add("claim");
        kinds(handler, "c");

        assertThat(Map.of("first", 2, "duplicate", 1, "busy", 1, "no-id", 1, "unavailable", 1))
                .allSatisfy((result, count) -> assertThat(meters.get(MeterNames.DEDUP_RECORDS)
                                .tag("result", result)
                                .counter()
                                .count())
                        .as(result)
                        .isEqualTo((double) count));
    }

    private IdempotentHandler<String, String> leased(RecordHandler<String, String> handler) {
        return IdempotentHandler.leased(store, handler, options);
    }

    private static List<Kind> kinds(IdempotentHandler<String, String> handler, String... ids) throws Exception {
        return DedupStoreContractTest.kinds(handler.handle(DedupStoreContractTest.run(ids)));
    }

    /** A store whose calls fail by name, before they are carried out or, with {@code -answer}, after. */
    private static final class DownStore implements LeaseStore {
        final Set<String> down = new HashSet<>();
        final List<String> calls = new ArrayList<>();
        private final LeaseStore up;

        DownStore(LeaseStore up) {
            this.up = up;
        }

        @Override
        public Map<MessageId, Claim> claim(UUID token, Set<MessageId> ids, Duration lease) {
            called("claim", ids);
            Map<MessageId, Claim> claims = up.claim(token, ids, lease);
            failIfDown("claim-answer");
            return claims;
        }

        @Override
        public Set<MessageId> complete(UUID token, Set<MessageId> ids) {
            called("complete", ids);
            return up.complete(token, ids);
        }

        @Override
        public void release(UUID token, Set<MessageId> ids) {
            called("release", ids);
            up.release(token, ids);
        }

        private void called(String name, Set<MessageId> ids) {
            calls.add(name + " " + ids.size());
            failIfDown(name);
        }

        private void failIfDown(String name) {
            if (down.contains(name)) throw new DedupStoreException(name + " is down");
        }

        @Override
        public Duration window() {
            return up.window();
        }
    }
}
