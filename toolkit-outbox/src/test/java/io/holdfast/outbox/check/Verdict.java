package io.holdfast.outbox.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.testkit.Kafka;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a run came to, from the two places that cannot lie: the database, where writers noted each message in the
 * transaction that made it, and the topic.
 *
 * @param written messages committed
 * @param published of them, found in the topic
 * @param duplicates copies beyond the first
 * @param lost committed, but neither in the topic nor in the outbox nor parked
 * @param inverted first copies that come after the first copy of a later message of their key
 * @param unwritten in the topic although their transaction was rolled back
 * @param waiting still in the outbox or parked
 */
record Verdict(int written, int published, int duplicates, int lost, int inverted, int unwritten, int waiting) {

    /** Reads everything. Messages are named {@code key/number}, numbers grow in the order of commits. */
    static Verdict of(DataSource database, Kafka kafka, String topic) throws SQLException {
        Set<String> written = names(database, "SELECT key || '/' || number FROM written");
        Set<String> waiting = names(database, "SELECT " + Writers.NAME_OF_PAYLOAD + " FROM outbox");
        waiting.addAll(names(database, "SELECT " + Writers.NAME_OF_PAYLOAD + " FROM outbox_parked"));
        List<String> topicNames =
                kafka.readAll(topic).stream().map(Verdict::name).toList();
        return of(written, waiting, topicNames);
    }

    static Verdict of(Set<String> written, Set<String> waiting, List<String> topic) {
        Set<String> seen = new HashSet<>();
        Map<String, Integer> highest = new HashMap<>();
        int inverted = 0;
        for (String name : topic) {
            if (!seen.add(name)) continue;
            String key = name.substring(0, name.indexOf('/'));
            int number = Integer.parseInt(name.substring(key.length() + 1));
            if (number < highest.getOrDefault(key, -1)) inverted++;
            highest.merge(key, number, Math::max);
        }
        Set<String> lost = new HashSet<>(written);
        lost.removeAll(seen);
        lost.removeAll(waiting);
        Set<String> unwritten = new HashSet<>(seen);
        unwritten.removeAll(written);
        return new Verdict(
                written.size(),
                seen.size(),
                topic.size() - seen.size(),
                lost.size(),
                inverted,
                unwritten.size(),
                waiting.size());
    }

    private static String name(ConsumerRecord<byte[], byte[]> record) {
        String value = new String(record.value(), UTF_8);
        return value.substring(0, value.indexOf(' '));
    }

    private static Set<String> names(DataSource database, String sql) throws SQLException {
        Set<String> names = new HashSet<>();
        try (Connection connection = database.getConnection();
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            while (result.next()) names.add(result.getString(1));
        }
        return names;
    }
}
