package io.holdfast.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.handler.Delivery;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessageIdTest {

    @Test
    void plainIdsStayReadable() {
        assertThat(MessageId.of("order-17/created")).hasValue(new MessageId("order-17/created"));
        assertThat(MessageId.of("x".repeat(200))).hasValue(new MessageId("x".repeat(200)));
    }

    @Test
    void nothingIsNoId() {
        assertThat(MessageId.of((byte[]) null)).isEmpty();
        assertThat(MessageId.of(new byte[0])).isEmpty();
        assertThat(MessageId.of((String) null)).isEmpty();
    }

    @Test
    void everythingElseIsHashed() {
        for (String raw : new String[] {
            " ", "a b", "\u0000", "é", "x".repeat(201), "x".repeat(1 << 20), "sha256:abc", "ce:", "origin:t-0@1"
        })
            assertThat(MessageId.of(raw).orElseThrow().text())
                    .startsWith("sha256:")
                    .hasSize(50);
    }

    @Test
    void whatWeGiveCannotBeForged() {
        Delivery.Origin origin = new Delivery.Origin("orders", 3, 17);
        assertThat(MessageId.of(origin).text()).isEqualTo("origin:orders-3@17");
        assertThat(MessageId.of("origin:orders-3@17")).isNotEqualTo(Optional.of(MessageId.of(origin)));
        MessageId hashed = MessageId.of("a b").orElseThrow();
        assertThat(MessageId.of(hashed.text())).isNotEqualTo(Optional.of(hashed));
    }

    @Test
    void randomBytesAreToldApartAndFitAnyColumn() {
        Random random = new Random(7);
        Set<String> raws = new HashSet<>();
        Set<MessageId> ids = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] raw = new byte[1 + random.nextInt(3)];
            random.nextBytes(raw);
            raws.add(Arrays.toString(raw));
            MessageId id = MessageId.of(raw).orElseThrow();
            assertThat(id.text().length()).isBetween(1, MessageId.MAX_LENGTH);
            ids.add(id);
        }
        assertThat(ids).hasSameSizeAs(raws);
    }

    @Test
    void aLongTopicNameIsNoTrouble() {
        MessageId one = MessageId.of(new Delivery.Origin("t".repeat(249), 0, 1));
        assertThat(one.text()).startsWith("sha256:");
        assertThat(one).isNotEqualTo(MessageId.of(new Delivery.Origin("t".repeat(249), 0, 2)));
    }

    @Test
    void textsThatAreNoIdsAreRefused() {
        assertThatThrownBy(() -> new MessageId("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MessageId("a b")).hasMessageContaining("printable ASCII");
    }

    @Test
    void cloudEventsNeedSourceAndId() {
        assertThat(standard("ce_id", "7", "ce_source", "/shop")).isEqualTo(new MessageId("ce:5:/shop:7"));
        assertThat(standard("ce_id", "7")).isEqualTo(new MessageId("ce:0::7"));
        assertThat(standard("ce_id", "b:c", "ce_source", "a")).isNotEqualTo(standard("ce_id", "c", "ce_source", "a:b"));
    }

    @Test
    void theStandardOrderEndsWithTheOrigin() {
        String uuid = "0f0e0d0c-0b0a-0908-0706-050403020100";
        assertThat(standard("id", uuid)).isEqualTo(new MessageId(uuid));
        assertThat(standard("id", uuid, "ce_id", "7").text()).startsWith("ce:");
        assertThat(standard("id", "customer-5").text()).as("perhaps an entity").startsWith("origin:");
        assertThat(standard("ce_id", "").text()).startsWith("origin:");
        assertThat(standard().text()).startsWith("origin:orders-0@");
    }

    @Test
    void aHeaderIsTakenAsItIsAndTheLastOneCounts() {
        Delivery<String, String> delivery = Deliveries.withoutId();
        delivery.record().headers().add("my-id", "first".getBytes(UTF_8)).add("my-id", "last".getBytes(UTF_8));
        assertThat(MessageId.Source.header("my-id").find(delivery)).hasValue(new MessageId("last"));
        delivery.record().headers().add("my-id", null);
        assertThat(MessageId.Source.header("my-id").find(delivery)).isEmpty();
        assertThat(MessageId.Source.header("my-id")
                        .or(MessageId.Source.origin())
                        .find(delivery))
                .isPresent();
    }

    private static MessageId standard(String... headers) {
        Delivery<String, String> delivery = Deliveries.withoutId();
        for (int i = 0; i < headers.length; i += 2)
            delivery.record().headers().add(headers[i], headers[i + 1].getBytes(UTF_8));
        return MessageId.Source.standard().find(delivery).orElseThrow();
    }
}
