package io.holdfast.dedup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.dedup.DedupStoreException;
import io.holdfast.dedup.LeaseStore;
import io.holdfast.dedup.LeaseStore.Claim;
import io.holdfast.dedup.LeaseStoreContractTest;
import io.holdfast.testkit.store.Redis;
import io.holdfast.testkit.store.RedisTest;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RedisTest
class RedisLeaseStoreIT extends LeaseStoreContractTest {
    /** Makes every key older by a number of milliseconds, as if the server's clock had been set. */
    private static final String AGE = """
            for _, key in ipairs(redis.call('KEYS', '*')) do
                local left = redis.call('PTTL', key) - ARGV[1]
                local token, held_until = string.match(redis.call('GET', key), '^P:([^:]+):(%d+)$')
                if token then
                    redis.call('SET', key, string.format('P:%s:%.0f', token, held_until - ARGV[1]), 'KEEPTTL')
                end
                if left <= 0 then redis.call('DEL', key) else redis.call('PEXPIRE', key, string.format('%.0f', left)) end
            end
            return {}""";

    private RedisClient client;
    private StatefulRedisConnection<String, String> connection;
    private LeaseStore store;

    @BeforeEach
    void connect(Redis redis) {
        redis.flush();
        client = RedisClient.create(redis.url());
        connection = client.connect();
        restart();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Override
    protected LeaseStore store() {
        return store;
    }

    @Override
    protected boolean restart() {
        store = new RedisLeaseStore(connection, "billing", WINDOW);
        return true;
    }

    @Override
    protected void passTime(Duration time) {
        jumpClock(time);
    }

    @Override
    protected void jumpClock(Duration by) {
        connection.sync().eval(AGE, ScriptOutputType.MULTI, new String[0], Long.toString(by.toMillis()));
    }

    @Test
    void consumersDoNotSeeEachOther() {
        claim(UUID.randomUUID(), id("a"));
        assertThat(new RedisLeaseStore(connection, "shipping", WINDOW)
                        .claim(UUID.randomUUID(), Set.of(id("a")), WINDOW))
                .containsValue(Claim.FIRST);
    }

    @Test
    void aServerThatComesBackEmptyHasLostTheLeaseAndSaysSo() {
        UUID token = UUID.randomUUID();
        claim(token, id("a"));
        connection.sync().flushall();
        assertThat(store.complete(token, Set.of(id("a")))).containsExactly(id("a"));
    }

    @Test
    void scriptsAreSentAgainToAServerThatForgotThem() {
        claim(UUID.randomUUID(), id("a"));
        connection.sync().scriptFlush();
        assertThat(claim(UUID.randomUUID(), id("a"))).isInstanceOf(Claim.Busy.class);
    }

    @Test
    void aCompletionThatIsRepeatedIsNotReportedAsLost() {
        UUID token = UUID.randomUUID();
        claim(token, id("a"));
        assertThat(store.complete(token, Set.of(id("a")))).isEmpty();
        assertThat(store.complete(token, Set.of(id("a")))).isEmpty();
    }

    @Test
    void aClosedConnectionIsAStoreThatIsDown() {
        connection.close();
        assertThatThrownBy(() -> claim(UUID.randomUUID(), id("a"))).isInstanceOf(DedupStoreException.class);
    }
}
