package io.holdfast.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The insert statement of one outbox table. Neither {@code seq} nor {@code shard} is set: the database gives both. */
final class OutboxInsert {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String sql;
    private final boolean nativeUuid;

    OutboxInsert(OutboxTable table) {
        OutboxTable.Columns c = table.columns();
        nativeUuid = table.database() == Database.POSTGRESQL;
        sql = "INSERT INTO " + table.name() + " (" + c.id() + ", " + c.aggregateType() + ", " + c.aggregateId() + ", "
                + c.type() + ", " + c.payload() + ", " + c.headers() + ") VALUES (?, ?, ?, ?, ?, "
                + (nativeUuid ? "?::jsonb" : "?") + ")";
    }

    void run(Connection connection, List<OutboxMessage> messages) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (messages.size() == 1) {
                bind(statement, messages.get(0));
                statement.executeUpdate();
                return;
            }
            for (OutboxMessage message : messages) {
                bind(statement, message);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void bind(PreparedStatement statement, OutboxMessage message) throws SQLException {
        if (nativeUuid) statement.setObject(1, message.id());
        else statement.setString(1, message.id().toString());
        statement.setString(2, message.aggregateType());
        statement.setString(3, message.aggregateId());
        statement.setString(4, message.type());
        statement.setBytes(5, message.payload());
        statement.setString(6, json(message.headers()));
    }

    private static String json(Map<String, String> headers) {
        if (headers.isEmpty()) return null;
        try {
            return JSON.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers cannot be written as JSON", e);
        }
    }
}
