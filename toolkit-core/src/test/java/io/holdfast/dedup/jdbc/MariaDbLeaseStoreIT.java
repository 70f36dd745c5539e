package io.holdfast.dedup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.dedup.DedupStoreException;
import io.holdfast.dedup.LeaseStore;
import io.holdfast.dedup.LeaseStore.Claim;
import io.holdfast.dedup.LeaseStoreContractTest;
import io.holdfast.testkit.store.MariaDb;
import io.holdfast.testkit.store.MariaDbTest;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MariaDbTest
class MariaDbLeaseStoreIT extends LeaseStoreContractTest {
    private DataSource database;
    private JdbcLeaseStore store;

    @BeforeEach
    void migrate(MariaDb mariaDb) {
        database = mariaDb.newDatabase("lease");
        restart();
        store.migrate();
        store.verify();
    }

    @Override
    protected LeaseStore store() {
        return store;
    }

    @Override
    protected boolean restart() {
        store = new JdbcLeaseStore(database, Dialect.MYSQL, LeaseTable.standard(), "billing", WINDOW);
        return true;
    }

    @Override
    protected void passTime(Duration time) {
        jumpClock(time);
        store.sweep(1_000_000);
    }

    /** The clock of a shared server cannot be set: instead, all that is written gets older or younger. */
    @Override
    protected void jumpClock(Duration by) {
        Databases.execute(
                database,
                "update holdfast_lease set lease_until = lease_until - interval %1$d second, done_at = done_at - interval %1$d second"
                        .formatted(by.toSeconds()));
    }

    @Test
    void consumersDoNotSeeEachOther() {
        UUID token = UUID.randomUUID();
        JdbcLeaseStore other = new JdbcLeaseStore(database, Dialect.MYSQL, LeaseTable.standard(), "shipping", WINDOW);
        store.claim(token, Set.of(id("a")), WINDOW);
        store.complete(token, Set.of(id("a")));

        assertThat(other.claim(token, Set.of(id("a")), WINDOW)).containsValue(Claim.FIRST);
    }

    @Test
    void abandonedLeasesAreSweptToo() {
        store.claim(UUID.randomUUID(), Set.of(id("a"), id("b"), id("c")), Duration.ofSeconds(1));
        jumpClock(WINDOW.plusMinutes(1));

        assertThat(store.sweep(2)).isEqualTo(2);
        assertThat(store.sweep(2)).isEqualTo(1);
        assertThat(store.sweep(2)).isZero();
    }

    @Test
    void aCompletionThatIsRepeatedIsNotReportedAsLost() {
        UUID token = UUID.randomUUID();
        store.claim(token, Set.of(id("a")), WINDOW);
        assertThat(store.complete(token, Set.of(id("a")))).isEmpty();
        assertThat(store.complete(token, Set.of(id("a")))).isEmpty();
    }

    @Test
    void aMissingTableIsToldWithItsCure() {
        JdbcLeaseStore missing =
                new JdbcLeaseStore(database, Dialect.MYSQL, LeaseTable.named("nowhere"), "billing", WINDOW);
        assertThatThrownBy(missing::verify)
                .isInstanceOf(DedupStoreException.class)
                .hasMessageContaining("table nowhere")
                .hasMessageContaining("migrate()");
    }

    @Test
    void namesAreYours() throws Exception {
        JdbcLeaseStore renamed = new JdbcLeaseStore(
                database,
                Dialect.of(database),
                new LeaseTable("claims", "who", "what", "holder", "until", "finished"),
                "billing",
                WINDOW);
        renamed.migrate();
        renamed.migrate();
        renamed.verify();
        assertThat(renamed.claim(UUID.randomUUID(), Set.of(id("a")), WINDOW)).containsValue(Claim.FIRST);
        assertThat(renamed.ddl()).contains("claims").contains("holder");
    }
}
