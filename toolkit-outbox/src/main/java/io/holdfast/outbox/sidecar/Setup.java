package io.holdfast.outbox.sidecar;

import io.holdfast.outbox.Database;
import io.holdfast.outbox.OutboxSchema;
import io.holdfast.outbox.OutboxTable;
import io.holdfast.outbox.postgres.PostgresStore;
import io.holdfast.outbox.relay.RejectPolicy;
import io.holdfast.outbox.relay.RelayOptions;
import io.holdfast.outbox.store.OutboxTableException;
import io.holdfast.outbox.store.RelayStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Turns settings into what the relay is made of. */
final class Setup {
    private static final int MAX_MILLIS = 600_000;

    private final Settings settings;

    Setup(Settings settings) {
        this.settings = settings;
    }

    Settings settings() {
        return settings;
    }

    DataSource dataSource() {
        String url = settings.get(Setting.DATABASE_URL);
        if (!url.startsWith("jdbc:postgresql:"))
            throw new SettingsException("database-url=" + url.replaceAll("[?].*", "")
                    + " is not a PostgreSQL URL: only jdbc:postgresql://… is supported");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        if (settings.orNull(Setting.DATABASE_USER) != null) source.setUser(settings.get(Setting.DATABASE_USER));
        if (settings.orNull(Setting.DATABASE_PASSWORD) != null)
            source.setPassword(settings.get(Setting.DATABASE_PASSWORD));
        source.setApplicationName("holdfast-outbox");
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(5);
        return source;
    }

    OutboxTable table() {
        return new OutboxTable(
                Database.POSTGRESQL,
                settings.get(Setting.TABLE),
                new OutboxTable.Columns(
                        settings.get(Setting.COLUMN_ID),
                        settings.get(Setting.COLUMN_AGGREGATETYPE),
                        settings.get(Setting.COLUMN_AGGREGATEID),
                        settings.get(Setting.COLUMN_TYPE),
                        settings.get(Setting.COLUMN_PAYLOAD),
                        settings.get(Setting.COLUMN_HEADERS),
                        settings.get(Setting.COLUMN_SEQ),
                        settings.get(Setting.COLUMN_SHARD)));
    }

    RelayStore store() {
        return new PostgresStore(table());
    }

    OutboxSchema schema() {
        int shards = (int) settings.number(Setting.SHARDS, 0, 1024);
        return shards == 0 ? OutboxSchema.of(table()) : OutboxSchema.of(table(), shards);
    }

    /** Checks the table, and that it has as many shards as was said, if that was said. */
    int inspect(Connection connection, RelayStore store) throws SQLException {
        int found = store.inspect(connection);
        int wanted = (int) settings.number(Setting.SHARDS, 0, 1024);
        if (wanted != 0 && wanted != found)
            throw new OutboxTableException("table " + table().name() + " has " + found + " shards, but "
                    + Setting.SHARDS.variable() + " is " + wanted + ": set it to " + found + " or leave it out");
        return found;
    }

    RelayOptions options() {
        String instance = settings.orNull(Setting.INSTANCE);
        return new RelayOptions(
                instance != null
                        ? instance
                        : host() + "-" + UUID.randomUUID().toString().substring(0, 8),
                settings.get(Setting.TOPIC),
                settings.get(Setting.TYPE_HEADER),
                millis(Setting.LEASE_MS),
                millis(Setting.HEARTBEAT_MS),
                millis(Setting.POLL_MIN_MS),
                millis(Setting.POLL_MAX_MS),
                (int) settings.number(Setting.BATCH_ROWS, 32, 100_000),
                settings.number(Setting.IN_FLIGHT_BYTES, 1 << 20, Long.MAX_VALUE),
                policy(),
                settings.orNull(Setting.DLQ_TOPIC),
                settings.kafka());
    }

    Duration millis(Setting setting) {
        return Duration.ofMillis(settings.number(setting, 0, MAX_MILLIS));
    }

    private RejectPolicy policy() {
        String value = settings.get(Setting.ON_REJECT);
        for (RejectPolicy policy : RejectPolicy.values())
            if (policy.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(value)) return policy;
        throw new SettingsException("on-reject=" + value + " is unknown: use park, dead-table or dlq-topic");
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A container without a name of its own; the random part tells relays apart.
            return "relay";
        }
    }
}
