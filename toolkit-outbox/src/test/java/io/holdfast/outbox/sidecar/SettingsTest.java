package io.holdfast.outbox.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final Map<String, String> NO_FLAGS = Map.of();

    @Test
    void flags_come_before_variables_and_variables_before_the_file(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("relay.properties"), "table=file\ntopic=file\nkafka.linger.ms=7\nlease-ms=9000\n");
        Settings settings = Settings.of(
                Map.of("HOLDFAST_OUTBOX_TABLE", "variable", "HOLDFAST_OUTBOX_TOPIC", "variable", "PATH", "x"),
                file,
                Map.of("topic", "flag"));
        assertThat(settings.get(Setting.TOPIC)).isEqualTo("flag");
        assertThat(settings.get(Setting.TABLE)).isEqualTo("variable");
        assertThat(settings.get(Setting.LEASE_MS)).isEqualTo("9000");
        assertThat(settings.get(Setting.BATCH_ROWS)).isEqualTo("5000");
    }

    @Test
    void kafka_properties_go_through_by_prefix_and_secrets_come_from_files(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("jaas"), "module required password=\"s3cret\";\n");
        Settings settings = Settings.of(
                Map.of(
                        "HOLDFAST_OUTBOX_KAFKA_BOOTSTRAP_SERVERS", "b:9092",
                        "HOLDFAST_OUTBOX_KAFKA_SASL_JAAS_CONFIG_FILE", secret.toString(),
                        "HOLDFAST_OUTBOX_DATABASE_PASSWORD_FILE", secret.toString()),
                null,
                NO_FLAGS);
        assertThat(settings.kafka())
                .containsEntry("bootstrap.servers", "b:9092")
                .containsEntry("sasl.jaas.config", "module required password=\"s3cret\";");
        assertThat(settings.lines()).noneMatch(line -> line.contains("s3cret")).contains("database-password=(hidden)");
    }

    @Test
    void a_variable_that_looks_like_ours_and_is_none_is_refused_with_a_suggestion() {
        assertThatThrownBy(() -> Settings.of(Map.of("HOLDFAST_OUTBOX_TPOIC", "x"), null, NO_FLAGS))
                .isInstanceOf(SettingsException.class)
                .hasMessage("variable HOLDFAST_OUTBOX_TPOIC is unknown; did you mean HOLDFAST_OUTBOX_TOPIC?");
        assertThatThrownBy(() -> Settings.of(Map.of("HOLDFAST_OUTBOX_KAFKA_LINGR_MS", "x"), null, NO_FLAGS))
                .hasMessageContaining("Kafka has no client property lingr.ms; did you mean linger.ms?");
        assertThatThrownBy(() -> Settings.of(Map.of(), null, Map.of("tabel", "x")))
                .hasMessageContaining("did you mean table?");
        assertThatThrownBy(() -> Settings.of(Map.of("HOLDFAST_OUTBOX_COMPLETELY_OTHER", "x"), null, NO_FLAGS))
                .hasMessage("variable HOLDFAST_OUTBOX_COMPLETELY_OTHER is unknown");
    }

    @Test
    void what_is_missing_or_out_of_range_is_named() {
        Settings settings = Settings.of(Map.of("HOLDFAST_OUTBOX_HTTP_PORT", "99999"), null, NO_FLAGS);
        assertThatThrownBy(() -> settings.get(Setting.DATABASE_URL))
                .hasMessageStartingWith("HOLDFAST_OUTBOX_DATABASE_URL is not set");
        assertThatThrownBy(() -> settings.number(Setting.HTTP_PORT, 0, 65_535))
                .hasMessage("http-port=99999 is out of range: 0 to 65535");
        assertThatThrownBy(settings::kafka).hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS is not set");
    }

    @Test
    void a_password_in_the_url_is_not_shown() {
        Settings settings = Settings.of(
                Map.of("HOLDFAST_OUTBOX_DATABASE_URL", "jdbc:postgresql://h/d?user=u&password=s3cret&x=1"),
                null,
                NO_FLAGS);
        assertThat(settings.lines()).contains("database-url=jdbc:postgresql://h/d?user=u&password=(hidden)&x=1");
    }
}
