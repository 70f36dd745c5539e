package io.holdfast.dedup.redis;

import static java.util.Objects.requireNonNull;

import io.holdfast.dedup.DedupStoreException;
import io.holdfast.dedup.LeaseStore;
import io.holdfast.dedup.MessageId;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Leases and marks as keys {@code <prefix>:<message id>}, one script for each call, expiry by the server's clock.
 *
 * <p>Redis remembers as much as its persistence does: a server that comes back empty, or a replica that is behind when it
 * takes over, has forgotten marks, and such duplicates have their effect again. Completion is then reported as lost. In a
 * cluster all keys of a call must be in one slot: give {@code prefix} a hash tag.
 */
public final class RedisLeaseStore implements LeaseStore {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(3650);
    private static final long FIRST = 0;
    private static final long DUPLICATE = -1;

    private final StatefulRedisConnection<String, String> connection;
    private final String prefix;
    private final Duration window;
    private final Script claim = Script.read("claim.lua");
    private final Script complete = Script.read("complete.lua");
    private final Script release = Script.read("release.lua");

    /**
     * A store for one consumer.
     *
     * @param connection yours to close; its timeout bounds each call
     * @param prefix in front of every key: name the consumer in it
     * @param window how long marks are kept
     */
    public RedisLeaseStore(StatefulRedisConnection<String, String> connection, String prefix, Duration window) {
        this.connection = requireNonNull(connection, "connection");
        this.prefix = requireNonNull(prefix, "prefix") + ":";
        if (window.compareTo(LEAST) < 0 || window.compareTo(MOST) > 0)
            throw new IllegalArgumentException("window must be between " + LEAST + " and " + MOST + ", was " + window);
        this.window = window;
    }

    @Override
    public Map<MessageId, Claim> claim(UUID token, Set<MessageId> ids, Duration lease) {
        List<MessageId> order = List.copyOf(ids);
        List<Long> answers = run(claim, order, token, millis(lease), millis(window));
        Map<MessageId, Claim> claims = new HashMap<>(2 * order.size());
        for (int i = 0; i < order.size(); i++) claims.put(order.get(i), claim(answers.get(i)));
        return claims;
    }

    private static Claim claim(long answer) {
        if (answer == FIRST) return Claim.FIRST;
        return answer == DUPLICATE ? Claim.DUPLICATE : Claim.busy(Duration.ofMillis(answer));
    }

    @Override
    public Set<MessageId> complete(UUID token, Set<MessageId> ids) {
        List<MessageId> order = List.copyOf(ids);
        List<Long> answers = run(complete, order, token, millis(window));
        Set<MessageId> lost = new HashSet<>();
        for (int i = 0; i < order.size(); i++) if (answers.get(i) == 0) lost.add(order.get(i));
        return lost;
    }

    @Override
    public void release(UUID token, Set<MessageId> ids) {
        run(release, List.copyOf(ids), token);
    }

    @Override
    public Duration window() {
        return window;
    }

    private List<Long> run(Script script, List<MessageId> ids, UUID token, String... more) {
        if (ids.isEmpty()) return List.of();
        String[] keys = ids.stream().map(id -> prefix + id).toArray(String[]::new);
        List<String> arguments = new ArrayList<>(List.of(token.toString()));
        arguments.addAll(List.of(more));
        try {
            return script.run(connection.sync(), keys, arguments.toArray(String[]::new));
        } catch (RedisException e) {
            throw new DedupStoreException("Redis does not answer for keys " + prefix + "*: " + e.getMessage(), e);
        }
    }

    private static String millis(Duration duration) {
        return Long.toString(Math.max(1, duration.toMillis()));
    }
}
