package io.holdfast.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutboxMessageTest {

    @Test
    void json_is_written_at_once_and_named() {
        OutboxMessage message = OutboxMessage.of("order", "1", "Placed")
                .json(Map.of("total", 5))
                .build();
        assertThat(new String(message.payload(), UTF_8)).isEqualTo("{\"total\":5}");
        assertThat(message.headers()).containsEntry("content-type", "application/json");
    }

    @Test
    void what_jackson_cannot_write_fails_here_and_not_in_the_relay() {
        assertThatThrownBy(() -> OutboxMessage.of("order", "1", "Placed").json(new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("order/Placed cannot be JSON");
    }

    @Test
    void cloud_event_attributes_are_those_of_the_message() {
        UUID id = UUID.randomUUID();
        OutboxMessage message = OutboxMessage.of("order", "1", "Placed")
                .id(id)
                .cloudEvent("/orders")
                .header("ce_type", "com.example.placed")
                .build();
        assertThat(message.headers())
                .containsEntry("ce_id", id.toString())
                .containsEntry("ce_source", "/orders")
                .containsEntry("ce_subject", "1")
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_type", "com.example.placed");
    }

    @Test
    void a_trace_context_that_is_none_is_refused() {
        OutboxMessage.Builder builder = OutboxMessage.of("order", "1", "Placed");
        assertThatThrownBy(() -> builder.traceParent("abc")).hasMessageContaining("traceparent 'abc'");
        String good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assertThat(builder.traceParent(good).build().headers()).containsEntry("traceparent", good);
    }

    @Test
    void a_key_too_long_for_its_column_fails_before_the_database_sees_it() {
        assertThatThrownBy(() -> OutboxMessage.of("order", "x".repeat(256), "Placed"))
                .hasMessage("aggregateId must have at most 255 characters, had 256");
    }

    @Test
    void the_schema_names_what_the_table_names() {
        OutboxTable table = OutboxTable.in(Database.POSTGRESQL).named("app.events");
        List<String> sql = OutboxSchema.of(table, 7).create();
        assertThat(sql.get(0)).contains("CREATE TABLE app.events (").contains("% 7)");
        assertThat(sql).noneMatch(s -> s.contains("${"));
        assertThat(OutboxSchema.of(OutboxTable.in(Database.MYSQL)).adopt()).noneMatch(s -> s.contains("${"));
        assertThatThrownBy(() -> table.named("x; DROP TABLE y")).hasMessageContaining("not a plain SQL name");
        assertThatThrownBy(() -> OutboxSchema.of(table, 0)).hasMessageContaining("between 1 and 1024");
    }
}
