package io.holdfast.core;

import static io.holdfast.core.Records.lag;
import static io.holdfast.core.Records.number;
import static io.holdfast.core.Records.properties;
import static io.holdfast.core.Records.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Contracts 1 and 2 through rebalances on a real broker: members come and go while records are handled; nothing is lost,
 * no key is ever in two handlers at once, and since every member drains before it gives a partition up, nothing is handled
 * twice either.
 */
@KafkaTest
class RebalanceIT {
    private static final int RECORDS = 4_000;
    private static final int KEYS = 40;

    enum Membership {
        EAGER(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName()),
        COOPERATIVE(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName()),
        STATIC(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "member-"),
        KIP_848(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");

        private final String property;
        private final String value;

        Membership(String property, String value) {
            this.property = property;
            this.value = value;
        }

        void apply(Map<String, Object> properties, int member) {
            properties.put(property, this == STATIC ? value + member : value);
        }
    }

    private final Kafka kafka;
    private final Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> inHandler = new ConcurrentHashMap<>();
    private final List<String> overlaps = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger handled = new AtomicInteger();

    RebalanceIT(Kafka kafka) {
        this.kafka = kafka;
    }

    @ParameterizedTest
    @EnumSource
    void membersComeAndGo_nothingIsLost_orderIsKept(Membership membership) {
        String topic = kafka.topic("orders", 6);
        String group = kafka.group("shop");
        Records.send(kafka, topic, RECORDS, KEYS);
        Random random = new Random(42);
        Map<Integer, ReliableConsumer> members = new HashMap<>();
        try {
            for (int change = 0; change < 6; change++) {
                int member = random.nextInt(3);
                ReliableConsumer running = members.remove(member);
                if (running != null) running.close();
                else members.put(member, member(topic, group, membership, member));
                int target = Math.min(RECORDS * 3 / 4, (change + 1) * RECORDS / 10);
                if (!members.isEmpty()) await().atMost(Duration.ofSeconds(60)).until(() -> handled.get() >= target);
            }
            if (members.isEmpty()) members.put(9, member(topic, group, membership, 9));
            await().atMost(Duration.ofSeconds(90)).until(() -> lag(kafka, group, topic) == 0);
        } finally {
            members.values().forEach(ReliableConsumer::close);
        }
        assertThat(overlaps).isEmpty();
        assertThat(seen).hasSize(KEYS);
        seen.forEach((key, values) -> assertThat(values).as(key).isSorted().doesNotHaveDuplicates());
        assertThat(seen.values().stream().mapToInt(List::size).sum()).isEqualTo(RECORDS);
    }

    private ReliableConsumer member(String topic, String group, Membership membership, int number) {
        Map<String, Object> properties = properties(kafka, group);
        membership.apply(properties, number);
        return ReliableConsumer.<byte[], byte[]>builder(properties, topic)
                .concurrency(8)
                .commitInterval(Duration.ofMillis(100))
                .onRecord(record -> handle(text(record.key()), number(record.value())))
                .build()
                .start();
    }

    private void handle(String key, int value) {
        AtomicInteger here = inHandler.computeIfAbsent(key, absent -> new AtomicInteger());
        if (here.incrementAndGet() != 1) overlaps.add(key + " at " + value);
        LockSupport.parkNanos(200_000);
        seen.computeIfAbsent(key, absent -> Collections.synchronizedList(new ArrayList<>()))
                .add(value);
        here.decrementAndGet();
        handled.incrementAndGet();
    }
}
