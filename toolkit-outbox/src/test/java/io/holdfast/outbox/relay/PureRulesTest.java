package io.holdfast.outbox.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.outbox.store.AggregateKey;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** The small rules of the relay, one by one. */
class PureRulesTest {
    private static final long MILLI = 1_000_000L;

    @Test
    void only_what_a_record_itself_is_guilty_of_counts_against_it() {
        assertThat(Failure.of(new RecordTooLargeException())).isEqualTo(Failure.RECORD);
        assertThat(Failure.of(new InvalidRecordException("no key"))).isEqualTo(Failure.RECORD);
        assertThat(Failure.of(new TopicAuthorizationException("t"))).isEqualTo(Failure.TOPIC);
        assertThat(Failure.of(new SaslAuthenticationException("no"))).isEqualTo(Failure.ACCESS);
        assertThat(Failure.of(new TimeoutException())).isEqualTo(Failure.OUTAGE);
        assertThat(Failure.of(new OutOfOrderSequenceException("x"))).isEqualTo(Failure.OUTAGE);
        assertThat(Failure.of(new KafkaException("Producer is closed forcefully.")))
                .isEqualTo(Failure.OUTAGE);
        assertThat(Failure.of(new IllegalStateException("closed"))).isEqualTo(Failure.OUTAGE);
    }

    @Test
    void a_bar_holds_its_key_in_its_shard_until_lifted() {
        KeyBars bars = new KeyBars();
        bars.bar(Rows.row(1, "a"));
        bars.bar(Rows.row(2, null));
        assertThat(bars.isBarred(Rows.row(3, "a"))).isTrue();
        assertThat(bars.isBarred(Rows.row(4, "b"))).isFalse();
        assertThat(bars.isBarred(Rows.row(5, null))).isFalse();
        assertThat(bars.size()).isEqualTo(1);
        bars.lift(0, new AggregateKey("order", "a"));
        assertThat(bars.isBarred(Rows.row(3, "a"))).isFalse();
    }

    @Test
    void the_pace_slows_down_to_its_limit_and_a_nudge_starts_it_over() {
        Pace pace = new Pace(2 * MILLI, 7 * MILLI, 0);
        assertThat(pace.due(0)).isTrue();
        pace.foundNothing(0);
        assertThat(pace.nextAt()).isEqualTo(2 * MILLI);
        pace.foundNothing(10 * MILLI);
        assertThat(pace.nextAt()).isEqualTo(14 * MILLI);
        pace.foundNothing(20 * MILLI);
        pace.foundNothing(30 * MILLI);
        assertThat(pace.nextAt()).isEqualTo(37 * MILLI);
        pace.nudge(31 * MILLI);
        assertThat(pace.due(31 * MILLI)).isTrue();
        pace.found(31 * MILLI);
        assertThat(pace.nextAt()).isEqualTo(33 * MILLI);
    }

    @Test
    void a_type_is_blocked_for_longer_each_time_and_free_once_something_was_published() {
        TypeBreaker breaker = new TypeBreaker();
        breaker.block("order", "topic missing", 0);
        assertThat(breaker.blocked(499 * MILLI)).isEqualTo(Set.of("order"));
        assertThat(breaker.isBlocked("order", 500 * MILLI)).isFalse();
        assertThat(breaker.isBlocked("other", 0)).isFalse();
        breaker.block("order", "topic missing", 500 * MILLI);
        assertThat(breaker.isBlocked("order", 1_499 * MILLI)).isTrue();
        breaker.clear("order");
        assertThat(breaker.reasons()).isEmpty();
    }

    @Test
    void a_floor_proof_waits_for_the_transactions_of_its_beginning_and_no_others() {
        FloorProof proof = new FloorProof();
        proof.begin(Map.of(3, 40L), Set.of("1/7"));
        assertThat(proof.observe(Set.of("1/7", "2/1"))).isEmpty();
        assertThat(proof.observe(Set.of("2/1"))).isEqualTo(Map.of(3, 40L));
        assertThat(proof.open()).isFalse();
        assertThat(proof.observe(Set.of())).isEmpty();
    }

    @Test
    void a_topic_is_named_by_its_template() {
        assertThat(new TopicTemplate("outbox.event.${aggregatetype}").topic(Rows.row(1, "a")))
                .isEqualTo("outbox.event.order");
        assertThat(new TopicTemplate("${type}").topic(Rows.row(1, "a"))).isEqualTo("Changed");
        assertThatThrownBy(() -> new TopicTemplate("x.${aggregate}"))
                .hasMessageContaining("unknown placeholder ${aggregate}");
    }

    @Test
    void a_record_carries_key_payload_id_type_and_headers() {
        var record = new RecordMaker("eventType")
                .record(
                        Rows.row(7, "ä", "{\"traceparent\":\"00-1\",\"n\":5,\"none\":null}", "{}".getBytes(UTF_8)),
                        "t");
        assertThat(new String(record.key(), UTF_8)).isEqualTo("ä");
        assertThat(new String(record.value(), UTF_8)).isEqualTo("{}");
        assertThat(new String(record.headers().lastHeader("id").value(), UTF_8)).isEqualTo("id-7");
        assertThat(new String(record.headers().lastHeader("eventType").value(), UTF_8))
                .isEqualTo("Changed");
        assertThat(new String(record.headers().lastHeader("n").value(), UTF_8)).isEqualTo("5");
        assertThat(record.headers().lastHeader("none").value()).isNull();
        var tombstone = new RecordMaker("").record(Rows.row(8, null, null, null), "t");
        assertThat(tombstone.key()).isNull();
        assertThat(tombstone.value()).isNull();
        assertThat(tombstone.headers().toArray()).hasSize(1);
        assertThatThrownBy(() -> new RecordMaker("").record(Rows.row(9, "a", "[1]", null), "t"))
                .isInstanceOf(SerializationException.class);
    }

    @Test
    void settings_that_would_lose_or_reorder_are_refused_in_one_sentence() {
        RelayOptions options = RelayOptions.of(Map.of("bootstrap.servers", "x:1", "acks", "1"));
        assertThatThrownBy(() -> new ProducerSettings(options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("acks=1")
                .hasMessageContaining("must be all");
        RelayOptions slow = RelayOptions.of(Map.of("bootstrap.servers", "x:1", "delivery.timeout.ms", "120000"));
        assertThatThrownBy(() -> new ProducerSettings(slow))
                .hasMessageContaining("lease of 10000 ms is too short")
                .hasMessageContaining("at least 123250 ms");
        assertThatThrownBy(() -> RelayOptions.of(Map.of())).hasMessageContaining("bootstrap.servers");
        assertThatThrownBy(() -> RelayOptions.of("x:1").withLease(Duration.ofMillis(10), Duration.ofMillis(1)))
                .hasMessageContaining("lease must be between 1000 and 600000 ms, was 10 ms");
        assertThat(new ProducerSettings(RelayOptions.of("x:1")).producer()).containsEntry("acks", "all");
    }
}
