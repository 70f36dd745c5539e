package io.holdfast.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dedup.memory.InMemoryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** The test of the contract test: stores with the faults seen in other libraries must be caught, an honest one not. */
class BrokenStoresTest {

    @Test
    void anHonestStorePasses() {
        assertThat(failures(store -> store)).isEmpty();
    }

    @Test
    void aStoreThatDoesNotCheckTokensIsCaught() {
        assertThat(failures(NoTokenCheck::new))
                .contains("anExpiredLeaseIsTakenOverAndItsOldOwnerRefused", "onlyTheOwnerCompletes");
    }

    @Test
    void aStoreThatMarksBeforeAndNeverReleasesIsCaught() {
        assertThat(failures(MarkBefore::new))
                .contains(
                        "aHandlerThatThrowsLeavesNoMark",
                        "anOutcomeThatIsNoEffectLeavesNoMark",
                        "aReleasedIdIsNewAgain");
    }

    @Test
    void aStoreThatTakesBusyForDuplicateIsCaught() {
        assertThat(failures(BusyIsDuplicate::new)).contains("aLeaseIsBusyAndNeverADuplicate", "aLeaseKeepsOthersOut");
    }

    @Test
    void aStoreThatReclaimsALiveLeaseIsCaught() {
        assertThat(failures(Reclaims::new)).contains("aLeaseKeepsOthersOut", "manyAskAtOnceAndEachIdHasOneFirst");
    }

    /** Names of the contract's tests that fail for a store made by {@code flaw}. */
    private static Set<String> failures(Function<LeaseStore, LeaseStore> flaw) {
        Set<String> failed = new TreeSet<>();
        int ran = 0;
        for (Class<?> type = Contract.class; type != Object.class; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (!method.isAnnotationPresent(Test.class)) continue;
                ran++;
                if (!passes(method, new Contract(flaw))) failed.add(method.getName());
            }
        }
        assertThat(ran).as("tests of the contract").isGreaterThan(20);
        return failed;
    }

    private static boolean passes(Method method, Contract contract) {
        try {
            method.setAccessible(true);
            method.invoke(contract);
            return true;
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof TestAbortedException;
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Contract extends LeaseStoreContractTest {
        private long now;
        private final LeaseStore store;

        Contract(Function<LeaseStore, LeaseStore> flaw) {
            store = flaw.apply(new InMemoryStore(2_000_000, WINDOW, () -> now));
        }

        @Override
        protected LeaseStore store() {
            return store;
        }

        @Override
        protected boolean restart() {
            return false;
        }

        @Override
        protected void passTime(Duration time) {
            now += time.toNanos();
        }

        @Override
        protected void jumpClock(Duration by) {
            now += by.toNanos();
        }
    }

    /** Whoever comes completes. */
    private static final class NoTokenCheck extends Flawed {
        private final Map<MessageId, UUID> owners = new HashMap<>();

        NoTokenCheck(LeaseStore honest) {
            super(honest);
        }

        @Override
        public synchronized Map<MessageId, Claim> claim(UUID token, Set<MessageId> ids, Duration lease) {
            Map<MessageId, Claim> claims = super.claim(token, ids, lease);
            claims.forEach((id, claim) -> {
                if (claim.equals(Claim.FIRST)) owners.put(id, token);
            });
            return claims;
        }

        @Override
        public synchronized Set<MessageId> complete(UUID token, Set<MessageId> ids) {
            for (MessageId id : ids) super.complete(owners.getOrDefault(id, token), Set.of(id));
            return Set.of();
        }
    }

    /** A set-if-absent before the handler, and nothing after it. */
    private static final class MarkBefore extends Flawed {
        MarkBefore(LeaseStore honest) {
            super(honest);
        }

        @Override
        public Map<MessageId, Claim> claim(UUID token, Set<MessageId> ids, Duration lease) {
            Map<MessageId, Claim> claims = super.claim(token, ids, lease);
            super.complete(token, ids);
            return claims;
        }

        @Override
        public Set<MessageId> complete(UUID token, Set<MessageId> ids) {
            return Set.of();
        }
    }

    /** "It is there, so somebody has done it." */
    private static final class BusyIsDuplicate extends Flawed {
        BusyIsDuplicate(LeaseStore honest) {
            super(honest);
        }

        @Override
        public Map<MessageId, Claim> claim(UUID token, Set<MessageId> ids, Duration lease) {
            Map<MessageId, Claim> claims = super.claim(token, ids, lease);
            claims.replaceAll((id, claim) -> claim instanceof Claim.Busy ? Claim.DUPLICATE : claim);
            return claims;
        }
    }

    /** Reads a lease as expired whatever its end. */
    private static final class Reclaims extends Flawed {
        Reclaims(LeaseStore honest) {
            super(honest);
        }

        @Override
        public Map<MessageId, Claim> claim(UUID token, Set<MessageId> ids, Duration lease) {
            Map<MessageId, Claim> claims = super.claim(token, ids, lease);
            claims.replaceAll((id, claim) -> claim instanceof Claim.Busy ? Claim.FIRST : claim);
            return claims;
        }
    }

    private abstract static class Flawed implements LeaseStore {
        private final LeaseStore honest;

        Flawed(LeaseStore honest) {
            this.honest = honest;
        }

        @Override
        public Map<MessageId, Claim> claim(UUID token, Set<MessageId> ids, Duration lease) {
            return honest.claim(token, ids, lease);
        }

        @Override
        public Set<MessageId> complete(UUID token, Set<MessageId> ids) {
            return honest.complete(token, ids);
        }

        @Override
        public void release(UUID token, Set<MessageId> ids) {
            honest.release(token, ids);
        }

        @Override
        public Duration window() {
            return honest.window();
        }
    }
}
