package io.holdfast.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import io.holdfast.handler.Outcome.Kind;
import io.holdfast.handler.RecordHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every store promises, whichever its protocol, seen through {@link IdempotentHandler}. */
public abstract class DedupStoreContractTest {
    protected static final Duration WINDOW = Duration.ofHours(1);
    private final IllegalStateException boom = new IllegalStateException("boom");

    /** {@code effect} made idempotent by the store under test, ids as {@link Deliveries} writes them. */
    protected abstract IdempotentHandler<String, String> idempotent(RecordHandler<String, String> effect);

    /** A process that uses the store ends and another begins. False if nothing is meant to survive that. */
    protected abstract boolean restart() throws Exception;

    /** Makes it so much later for the store, and lets it clean up. */
    protected abstract void passTime(Duration time) throws Exception;

    @Test
    void anEffectHappensOnce() throws Exception {
        List<String> effects = new ArrayList<>();
        IdempotentHandler<String, String> handler = idempotent(recording(effects));

        assertThat(handler.handle(Deliveries.withId("a")).kind()).isEqualTo(Kind.DONE);
        assertThat(handler.handle(Deliveries.withId("a")).kind()).isEqualTo(Kind.DUPLICATE);
        assertThat(handler.handle(Deliveries.withId("b")).kind()).isEqualTo(Kind.DONE);
        assertThat(effects).containsExactly("a", "b");
    }

    @Test
    void aHandlerThatThrowsLeavesNoMark() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        IdempotentHandler<String, String> handler = idempotent(delivery -> {
            if (calls.incrementAndGet() == 1) throw boom;
            return Outcome.done();
        });

        assertThatThrownBy(() -> handler.handle(Deliveries.withId("a"))).isSameAs(boom);
        assertThat(handler.handle(Deliveries.withId("a")).kind()).isEqualTo(Kind.DONE);
        assertThat(calls).hasValue(2);
    }

    @Test
    void anOutcomeThatIsNoEffectLeavesNoMark() throws Exception {
        List<Outcome> unfinished = List.of(
                Outcome.retryAfter(Duration.ZERO, boom),
                Outcome.deadLetter("bad", boom),
                Outcome.release(Duration.ZERO, "later"),
                Outcome.stop("full", boom));
        for (Outcome outcome : unfinished) {
            List<Outcome> script = new ArrayList<>(List.of(outcome, Outcome.done()));
            IdempotentHandler<String, String> handler = idempotent(delivery -> script.remove(0));
            String id = "unfinished " + outcome.kind();

            assertThat(handler.handle(Deliveries.withId(id))).isEqualTo(outcome);
            assertThat(handler.handle(Deliveries.withId(id)).kind()).isEqualTo(Kind.DONE);
            assertThat(handler.handle(Deliveries.withId(id)).kind()).isEqualTo(Kind.DUPLICATE);
        }
    }

    @Test
    void aDropIsFinal() throws Exception {
        IdempotentHandler<String, String> handler = idempotent(delivery -> Outcome.drop("not for us"));

        assertThat(handler.handle(Deliveries.withId("a")).kind()).isEqualTo(Kind.DROP);
        assertThat(handler.handle(Deliveries.withId("a")).kind()).isEqualTo(Kind.DUPLICATE);
    }

    @Test
    void aRunAnswersItsRepeatsAndWhatIsKnown() throws Exception {
        List<String> effects = new ArrayList<>();
        IdempotentHandler<String, String> handler = idempotent(recording(effects));
        handler.handle(Deliveries.withId("known"));

        assertThat(kinds(handler.handle(run("a", "known", "b", "a", "known", "b"))))
                .containsExactly(Kind.DONE, Kind.DUPLICATE, Kind.DONE, Kind.DUPLICATE, Kind.DUPLICATE, Kind.DUPLICATE);
        assertThat(effects).containsExactly("known", "a", "b");
    }

    @Test
    void aRunGoesAsFarAsItsFirstUnfinishedRecord() throws Exception {
        List<String> effects = new ArrayList<>();
        AtomicInteger failures = new AtomicInteger(1);
        IdempotentHandler<String, String> handler = idempotent(delivery -> {
            if (Deliveries.idOf(delivery).equals("bad") && failures.getAndDecrement() > 0)
                return Outcome.retryAfter(Duration.ZERO, boom);
            return Outcome.done();
        });
        IdempotentHandler<String, String> after = idempotent(recording(effects));

        assertThat(kinds(handler.handle(run("a", "bad", "b", "bad"))))
                .containsExactly(Kind.DONE, Kind.RETRY, Kind.RELEASE, Kind.RELEASE);
        assertThat(kinds(after.handle(run("a", "bad", "b")))).containsExactly(Kind.DUPLICATE, Kind.DONE, Kind.DONE);
        assertThat(effects).containsExactly("bad", "b");
    }

    @Test
    void aRunThatThrowsLeavesNoMarkOnWhatWasNotDone() throws Exception {
        List<String> effects = new ArrayList<>();
        IdempotentHandler<String, String> handler = idempotent(delivery -> {
            if (Deliveries.idOf(delivery).equals("bad")) throw boom;
            return Outcome.done();
        });

        assertThatThrownBy(() -> handler.handle(run("bad", "b", "c"))).isSameAs(boom);
        assertThat(kinds(idempotent(recording(effects)).handle(run("bad", "b", "c"))))
                .containsOnly(Kind.DONE);
        assertThat(effects).containsExactly("bad", "b", "c");
    }

    @Test
    void marksSurviveARestart() throws Exception {
        idempotent(recording(new ArrayList<>())).handle(run("a", "b"));
        assumeTrue(restart(), "this store forgets, and says so");

        assertThat(kinds(idempotent(recording(new ArrayList<>())).handle(run("b", "c", "a"))))
                .containsExactly(Kind.DUPLICATE, Kind.DONE, Kind.DUPLICATE);
    }

    @Test
    void aMarkIsKeptForTheWindowAndNotForEver() throws Exception {
        IdempotentHandler<String, String> handler = idempotent(recording(new ArrayList<>()));
        handler.handle(Deliveries.withId("a"));

        passTime(WINDOW.minusMinutes(1));
        assertThat(handler.handle(Deliveries.withId("a")).kind()).isEqualTo(Kind.DUPLICATE);
        passTime(WINDOW.plusMinutes(1));
        assertThat(handler.handle(Deliveries.withId("a")).kind()).isEqualTo(Kind.DONE);
    }

    @Test
    void idsOfAnyBytesAreToldApart() throws Exception {
        byte[] long1 = new byte[4096];
        Arrays.fill(long1, (byte) 'x');
        byte[] long2 = long1.clone();
        long2[4095] = 'y';
        List<byte[]> ids = new ArrayList<>(List.of(long1, long2, new byte[] {0}, new byte[] {0, 0}, new byte[] {-1}));
        for (String text : List.of(
                "a",
                "A",
                " a",
                "a ",
                "a\t",
                "1",
                "01",
                "1.0",
                "'; drop table holdfast_mark; --",
                "\"",
                "\\",
                "%",
                "_",
                "{a}",
                "NULL",
                "null",
                "é",
                "e\u0301",
                "sha256:",
                "origin:orders-0@0",
                "ß",
                "ss",
                "ı",
                "I",
                "i",
                "x".repeat(200),
                "x".repeat(201))) ids.add(text.getBytes(StandardCharsets.UTF_8));
        AtomicInteger effects = new AtomicInteger();
        IdempotentHandler<String, String> handler = idempotent(delivery -> {
            effects.incrementAndGet();
            return Outcome.done();
        });

        assertThat(kinds(handler.handle(ids.stream().map(Deliveries::withId).toList())))
                .containsOnly(Kind.DONE);
        assertThat(kinds(handler.handle(ids.stream().map(Deliveries::withId).toList())))
                .containsOnly(Kind.DUPLICATE);
        assertThat(effects).hasValue(ids.size());
    }

    /** 20,000 ids in the normal build, a million and more with {@code -Dholdfast.dedup.ids=1000000}. */
    @Test
    void manyIds() throws Exception {
        int count = Integer.getInteger("holdfast.dedup.ids", 20_000);
        int batch = 500;
        Random random = new Random(20261122);
        String salt = Long.toHexString(random.nextLong());
        AtomicInteger effects = new AtomicInteger();
        IdempotentHandler<String, String> handler = idempotent(delivery -> {
            effects.incrementAndGet();
            return Outcome.done();
        });
        for (Kind expected : List.of(Kind.DONE, Kind.DUPLICATE)) {
            for (int from = 0; from < count; from += batch) {
                String[] ids = new String[Math.min(batch, count - from)];
                for (int i = 0; i < ids.length; i++) ids[i] = salt + "-" + (from + i);
                assertThat(kinds(handler.handle(run(ids)))).containsOnly(expected);
            }
        }
        assertThat(effects).hasValue(count);
    }

    protected static RecordHandler<String, String> recording(List<String> effects) {
        return delivery -> {
            effects.add(Deliveries.idOf(delivery));
            return Outcome.done();
        };
    }

    protected static List<Delivery<String, String>> run(String... ids) {
        return Arrays.stream(ids).map(Deliveries::withId).toList();
    }

    protected static List<Kind> kinds(List<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::kind).toList();
    }
}
