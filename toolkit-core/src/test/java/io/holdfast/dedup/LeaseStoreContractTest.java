package io.holdfast.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dedup.LeaseStore.Claim;
import io.holdfast.handler.Outcome;
import io.holdfast.handler.Outcome.Kind;
import io.holdfast.handler.RecordHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every lease store promises. */
public abstract class LeaseStoreContractTest extends DedupStoreContractTest {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final MessageId A = id("a");
    private static final MessageId B = id("b");
    private static final MessageId C = id("c");

    private final UUID mine = UUID.randomUUID();
    private final UUID theirs = UUID.randomUUID();

    /** The store under test, the same data each time it is asked for within a test. */
    protected abstract LeaseStore store();

    /** Sets the clock by which leases expire forward, or back where {@code by} is negative. */
    protected abstract void jumpClock(Duration by) throws Exception;

    @Override
    protected IdempotentHandler<String, String> idempotent(RecordHandler<String, String> effect) {
        return IdempotentHandler.leased(
                store(), effect, DedupOptions.defaults().withIds(Deliveries.IDS).withLease(LEASE));
    }

    @Test
    void aLeaseKeepsOthersOut() {
        assertThat(claim(mine, A)).isEqualTo(Claim.FIRST);
        assertThat(claim(theirs, A)).isInstanceOfSatisfying(Claim.Busy.class, busy -> assertThat(busy.remaining())
                .isPositive()
                .isLessThanOrEqualTo(LEASE));
    }

    @Test
    void aLeaseIsBusyAndNeverADuplicate() throws Exception {
        List<String> effects = new ArrayList<>();
        claim(theirs, A);

        Outcome outcome = idempotent(recording(effects)).handle(Deliveries.withId("a"));

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Release.class, release -> assertThat(release.delay())
                .isLessThanOrEqualTo(Duration.ofSeconds(1)));
        assertThat(effects).isEmpty();
    }

    @Test
    void aBusyRecordHoldsBackWhatStandsBehindIt() throws Exception {
        List<String> effects = new ArrayList<>();
        claim(theirs, B);

        assertThat(kinds(idempotent(recording(effects)).handle(run("a", "b", "c"))))
                .containsExactly(Kind.DONE, Kind.RELEASE, Kind.RELEASE);
        assertThat(effects).containsExactly("a");
        assertThat(claim(theirs, C)).as("not left in progress").isEqualTo(Claim.FIRST);
    }

    @Test
    void theSameTokenMayAskAgain() {
        claim(mine, A);
        assertThat(claim(mine, A)).isEqualTo(Claim.FIRST);
    }

    @Test
    void oneCallGetsEveryKindOfAnswer() {
        claim(mine, A);
        store().complete(mine, Set.of(A));
        claim(theirs, B);

        Map<MessageId, Claim> claims = store().claim(mine, Set.of(A, B, C), LEASE);

        assertThat(claims).containsOnlyKeys(A, B, C);
        assertThat(claims.get(A)).isEqualTo(Claim.DUPLICATE);
        assertThat(claims.get(B)).isInstanceOf(Claim.Busy.class);
        assertThat(claims.get(C)).isEqualTo(Claim.FIRST);
    }

    @Test
    void aReleasedIdIsNewAgain() {
        claim(mine, A);
        store().release(mine, Set.of(A));
        assertThat(claim(theirs, A)).isEqualTo(Claim.FIRST);
    }

    @Test
    void onlyTheOwnerReleases() {
        claim(mine, A);
        store().release(theirs, Set.of(A, B));
        assertThat(claim(theirs, A)).isInstanceOf(Claim.Busy.class);
    }

    @Test
    void aMarkIsNotReleased() {
        claim(mine, A);
        store().complete(mine, Set.of(A));
        store().release(mine, Set.of(A));
        assertThat(claim(theirs, A)).isEqualTo(Claim.DUPLICATE);
    }

    @Test
    void onlyTheOwnerCompletes() {
        claim(mine, A);
        assertThat(store().complete(theirs, Set.of(A, B))).containsExactlyInAnyOrder(A, B);
        assertThat(claim(theirs, A)).isInstanceOf(Claim.Busy.class);
        assertThat(claim(theirs, B)).isEqualTo(Claim.FIRST);
    }

    @Test
    void anExpiredLeaseIsTakenOverAndItsOldOwnerRefused() throws Exception {
        claim(mine, A);
        passTime(LEASE.plusSeconds(1));

        assertThat(claim(theirs, A)).isEqualTo(Claim.FIRST);
        assertThat(store().complete(mine, Set.of(A))).as("refused and reported").containsExactly(A);
        store().release(mine, Set.of(A));
        assertThat(claim(mine, A)).as("still theirs").isInstanceOf(Claim.Busy.class);
        assertThat(store().complete(theirs, Set.of(A))).isEmpty();
        assertThat(claim(mine, A)).isEqualTo(Claim.DUPLICATE);
    }

    @Test
    void anExpiredLeaseThatNobodyTookMayStillComplete() throws Exception {
        claim(mine, A);
        passTime(LEASE.plusSeconds(1));

        assertThat(store().complete(mine, Set.of(A))).isEmpty();
        assertThat(claim(theirs, A)).isEqualTo(Claim.DUPLICATE);
    }

    @Test
    void aLostLeaseIsCountedAndTheRecordIsDone() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        IdempotentHandler<String, String> handler = IdempotentHandler.leased(
                store(),
                delivery -> {
                    passTime(LEASE.plusSeconds(1));
                    assertThat(claim(theirs, A)).isEqualTo(Claim.FIRST);
                    return Outcome.done();
                },
                DedupOptions.defaults().withIds(Deliveries.IDS).withLease(LEASE).withMeters(meters));

        assertThat(handler.handle(Deliveries.withId("a")).kind()).isEqualTo(Kind.DONE);
        assertThat(meters.counter("holdfast.dedup.leases.lost").count()).isEqualTo(1);
    }

    @Test
    void aClockSetBackFreesNothing() throws Exception {
        claim(mine, A, B);
        store().complete(mine, Set.of(B));
        jumpClock(Duration.ofHours(-2));

        assertThat(claim(theirs, A)).isInstanceOf(Claim.Busy.class);
        assertThat(claim(theirs, B)).isEqualTo(Claim.DUPLICATE);
        assertThat(store().complete(mine, Set.of(A))).isEmpty();
    }

    @Test
    void aClockSetForwardCostsTheLeaseButNeverTheToken() throws Exception {
        claim(mine, A);
        jumpClock(Duration.ofMinutes(30));

        assertThat(claim(theirs, A)).isEqualTo(Claim.FIRST);
        assertThat(store().complete(mine, Set.of(A))).containsExactly(A);
    }

    @Test
    void manyAskAtOnceAndEachIdHasOneFirst() throws Exception {
        int threads = 8;
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) ids.add(id("contended-" + i));
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch together = new CountDownLatch(threads);
            List<Future<List<MessageId>>> firsts = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                List<MessageId> shuffled = new ArrayList<>(ids);
                Collections.shuffle(shuffled, new Random(t));
                firsts.add(pool.submit(() -> {
                    together.countDown();
                    together.await();
                    return firsts(shuffled);
                }));
            }
            List<MessageId> all = new ArrayList<>();
            for (Future<List<MessageId>> each : firsts) all.addAll(each.get());
            assertThat(all).containsExactlyInAnyOrderElementsOf(ids);
        } finally {
            pool.shutdownNow();
        }
    }

    private List<MessageId> firsts(List<MessageId> ids) {
        UUID token = UUID.randomUUID();
        List<MessageId> firsts = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += 10)
            store().claim(token, new LinkedHashSet<>(ids.subList(from, from + 10)), LEASE)
                    .forEach((id, claim) -> {
                        if (claim.equals(Claim.FIRST)) firsts.add(id);
                    });
        return firsts;
    }

    protected Claim claim(UUID token, MessageId id) {
        return store().claim(token, Set.of(id), LEASE).get(id);
    }

    private void claim(UUID token, MessageId one, MessageId two) {
        assertThat(store().claim(token, Set.of(one, two), LEASE).values()).containsOnly(Claim.FIRST);
    }

    protected static MessageId id(String text) {
        return MessageId.of(text).orElseThrow();
    }
}
