package io.holdfast.outbox.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.testkit.Kafka;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Relays as they are often written, each with a well-known fault. The checker must catch every one. */
enum NaiveRelay {
    /** Remembers the highest seq and reads on from there: late commits are lost. */
    BARE_CURSOR("SELECT seq, aggregateid, payload FROM outbox WHERE seq > ? ORDER BY seq", false),

    /** Goes by the writer's clock: two clocks, two orders. */
    CREATED_AT("SELECT seq, aggregateid, payload FROM outbox WHERE seq > ? ORDER BY writer_time", true),

    /** Goes by transaction id, below the oldest running one: a transaction that began early and wrote late is too early. */
    TRANSACTION_ID(
            "SELECT seq, aggregateid, payload FROM outbox WHERE seq > ? AND xid < pg_snapshot_xmin(pg_current_snapshot())"
                    + " ORDER BY xid, seq",
            true);

    private final String select;
    private final boolean deletes;

    NaiveRelay(String select, boolean deletes) {
        this.select = select;
        this.deletes = deletes;
    }

    /** Publishes what it finds and returns where to read on. */
    long step(DataSource database, Kafka kafka, String topic, long cursor) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        long highest = cursor;
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement(select);
                var delete = connection.prepareStatement("DELETE FROM outbox WHERE seq = ?")) {
            statement.setLong(1, cursor);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    records.add(new ProducerRecord<>(topic, result.getString(2).getBytes(UTF_8), result.getBytes(3)));
                    highest = Math.max(highest, result.getLong(1));
                    delete.setLong(1, result.getLong(1));
                    delete.addBatch();
                }
            }
            kafka.send(records);
            // A cursor over rows that are kept, or a queue of rows that are deleted: never both.
            if (deletes) delete.executeBatch();
        }
        return deletes ? 0 : highest;
    }
}
