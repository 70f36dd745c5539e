package io.holdfast.dedup.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeduplicateTest {
    private static final Duration WINDOW = Duration.ofMinutes(10);

    @TempDir
    Path state;

    private TopologyTestDriver driver;
    private TestInputTopic<String, String> in;
    private TestOutputTopic<String, String> out;
    private TestOutputTopic<String, String> byHeader;

    @BeforeEach
    void start() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()))
                .processValues(Deduplicate.byId(record -> record.value(), WINDOW))
                .to("out", Produced.with(Serdes.String(), Serdes.String()));
        builder.stream("in-header", Consumed.with(Serdes.String(), Serdes.String()))
                .processValues(
                        Deduplicate.<String, String>byHeader("my-id", WINDOW).withStore("by-header"))
                .to("out-header", Produced.with(Serdes.String(), Serdes.String()));
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "deduplicate-test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(builder.build(), config);
        in = driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
        out = driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer());
        byHeader = driver.createOutputTopic("out-header", new StringDeserializer(), new StringDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private void at(long minutes, String id) {
        in.pipeInput("key", id, Duration.ofHours(1).plusMinutes(minutes).toMillis());
    }

    @Test
    void anIdPassesOnce() {
        at(0, "a");
        at(1, "b");
        at(2, "a");
        assertThat(out.readValuesToList()).containsExactly("a", "b");
    }

    @Test
    void theWindowIsMeasuredFromTheRecordThatPassed() {
        at(0, "a");
        at(10, "a");
        at(11, "a");
        at(20, "a");
        assertThat(out.readRecordsToList())
                .extracting(record -> Duration.ofMillis(record.timestamp()).toMinutes() - 60)
                .containsExactly(0L, 11L);
    }

    @Test
    void aDuplicateThatIsOlderThanWhatPassedIsDroppedToo() {
        at(9, "a");
        at(0, "a");
        assertThat(out.readValuesToList()).containsExactly("a");
    }

    @Test
    void aLateRecordIsRememberedWithinTheWindow() {
        at(10, "other");
        at(0, "late");
        at(1, "late");
        assertThat(out.readValuesToList()).containsExactly("other", "late");
    }

    @Test
    void recordsWithoutIdPass() {
        in.pipeInput("key", "", 0L);
        in.pipeInput("key", "", 0L);
        in.pipeInput("key", null, 0L);
        assertThat(out.readValuesToList()).containsExactly("", "", null);
    }

    @Test
    void hostileIdsAreToldApart() {
        at(0, "x".repeat(4096));
        at(0, "x".repeat(4095) + "y");
        at(0, "x".repeat(4096));
        at(0, "\u0000");
        at(0, "é");
        assertThat(out.readValuesToList()).hasSize(4);
    }

    @Test
    void headersAndKeysGoThroughUntouched() {
        TestInputTopic<String, String> headers =
                driver.createInputTopic("in-header", new StringSerializer(), new StringSerializer());
        RecordHeaders id = new RecordHeaders();
        id.add("my-id", new byte[] {0, -1});
        headers.pipeInput(new TestRecord<>("k1", "first", id, 5L));
        headers.pipeInput(new TestRecord<>("k1", "second", id, 6L));
        headers.pipeInput(new TestRecord<>("k2", "no id", new RecordHeaders(), 7L));

        assertThat(byHeader.readRecordsToList())
                .containsExactly(
                        new TestRecord<>("k1", "first", id, 5L),
                        new TestRecord<>("k2", "no id", new RecordHeaders(), 7L));
    }

    @Test
    void aWindowMustBe() {
        assertThatThrownBy(() -> Deduplicate.byHeader("id", Duration.ZERO)).hasMessageContaining("window");
    }
}
