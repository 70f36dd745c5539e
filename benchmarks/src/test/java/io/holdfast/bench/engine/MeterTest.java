package io.holdfast.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bench.row.Measure;
import io.holdfast.bench.row.Sample;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class MeterTest {

    private static final ConsumerRecord<byte[], byte[]> RECORD =
            new ConsumerRecord<>("topic", 0, 0, new byte[0], new byte[0]);

    @Test
    void rate_is_records_by_time_from_first_to_last() throws Exception {
        int pauseMillis = 5;
        int records = 20;
        Meter meter = new Meter(records, pauseMillis);
        long before = System.nanoTime();
        for (int i = 0; i < records; i++) meter.handle(RECORD);
        double seconds = (System.nanoTime() - before) / 1e9;
        // One at a time cannot be faster than the pauses, nor slower than the loop that was timed around it.
        assertThat(meter.sample(before).value(Measure.RATE)).isBetween(records / seconds, 1000.0 / pauseMillis);
    }

    @Test
    void records_after_the_last_one_change_nothing() throws Exception {
        Meter meter = new Meter(2, 0);
        meter.handle(RECORD);
        meter.handle(RECORD);
        Sample sample = meter.sample(0);
        meter.handle(RECORD);
        assertThat(meter.sample(0)).isEqualTo(sample);
    }

    @Test
    void join_time_ends_with_the_first_record() throws Exception {
        Meter meter = new Meter(2, 0);
        assertThat(meter.awaitFirst(Duration.ZERO)).isFalse();
        meter.handle(RECORD);
        long now = System.nanoTime();
        assertThat(meter.awaitFirst(Duration.ZERO)).isTrue();
        meter.handle(RECORD);
        assertThat(meter.sample(now - 1_000_000_000L).value(Measure.JOIN)).isBetween(1.0, 1000.0);
    }

    @Test
    void pass_that_did_not_reach_its_last_record_has_no_sample() throws Exception {
        Meter meter = new Meter(3, 0);
        meter.handle(RECORD);
        assertThat(meter.awaitLast(Duration.ZERO)).isFalse();
        assertThatThrownBy(() -> meter.sample(0)).hasMessage("only 1 of 3 records handled");
    }
}
