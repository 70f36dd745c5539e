package io.holdfast.samples.demo;

import io.holdfast.samples.shop.Order;
import io.holdfast.samples.shop.OrderFormat;
import io.holdfast.samples.shop.OrderService;
import io.holdfast.samples.shop.ServiceSettings;
import io.holdfast.samples.shop.Shop;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.postgresql.ds.PGSimpleDataSource;

/** Broken on purpose: commits what it has polled, and ships it afterwards. */
final class HastyService {

    public static void main(String[] arguments) throws Exception {
        ServiceSettings settings = ServiceSettings.parse(arguments);
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(settings.databaseUrl());
        Map<String, Object> properties = settings.kafka();
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);
        long nanosEach = (long) (1e9 / settings.ordersPerSecond());
        Set<UUID> seen = new HashSet<>();
        try (Connection connection = database.getConnection();
                var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(settings.topic()));
            System.out.println(OrderService.STARTED);
            while (true) {
                var polled = consumer.poll(Duration.ofMillis(100));
                consumer.commitSync();
                for (var record : polled) {
                    ship(record, seen, settings, connection);
                    TimeUnit.NANOSECONDS.sleep(nanosEach);
                }
            }
        }
    }

    private static void ship(
            ConsumerRecord<String, byte[]> record, Set<UUID> seen, ServiceSettings settings, Connection connection)
            throws SQLException {
        try {
            Order order = new OrderFormat().deserialize(record.topic(), record.value());
            if (seen.add(order.id())) Shop.ship(new Shop.Shipment(order, 1, settings.run()), connection);
        } catch (SerializationException skipped) {
            // Broken in this way too.
        }
    }

    private HastyService() {}
}
