package io.holdfast.samples.shop;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.holdfast.core.ConsumerHealth;
import io.holdfast.core.ReliableConsumer;
import io.holdfast.dedup.IdempotentHandler;
import io.holdfast.dedup.jdbc.Dialect;
import io.holdfast.dedup.jdbc.JdbcTransactionalStore;
import io.holdfast.dedup.jdbc.MarkTable;
import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Ships every order once. A program of its own: it runs until SIGTERM, on which it drains, and may be killed at any time.
 *
 * <p>Shipping is a row in the database, written in the transaction that also marks the order as done.
 */
public final class OrderService implements AutoCloseable {
    /** Printed once it consumes. */
    public static final String STARTED = "order service: started";

    private static final int CONCURRENCY = 16;

    private final Payments payments = new Payments();
    private final ServiceSettings settings;
    private final HikariDataSource database;
    private final ReliableConsumer consumer;

    public static void main(String[] arguments) throws InterruptedException {
        try (OrderService service = new OrderService(ServiceSettings.parse(arguments))) {
            Runtime.getRuntime().addShutdownHook(new Thread(service::close, "drain"));
            System.out.println(STARTED);
            service.runUntilClosed();
        }
    }

    OrderService(ServiceSettings settings) {
        this.settings = settings;
        this.database = pool(settings.databaseUrl());
        this.consumer = start(settings.kafka(), settings.topic(), database);
        consumer.rate(settings.ordersPerSecond());
    }

    private ReliableConsumer start(Map<String, Object> kafka, String topic, DataSource database) {
        // region wrap
        JdbcTransactionalStore marks = new JdbcTransactionalStore(
                database, Dialect.POSTGRESQL, MarkTable.standard(), "order-service", Duration.ofDays(7));
        marks.migrate();
        return ReliableConsumer.<String, Order>builder(kafka, topic)
                .deserializers(StringDeserializer::new, OrderFormat::new)
                .handler(IdempotentHandler.inTransaction(database, marks, this::ship))
                .concurrency(CONCURRENCY)
                .build()
                .start();
        // endregion wrap
    }

    // region handler
    private Outcome ship(Delivery<String, Order> delivery, Connection transaction) throws Exception {
        Order order = delivery.record().value();
        Shop.ship(new Shop.Shipment(order, delivery.attempt(), settings.run()), transaction);
        payments.charge(delivery); // throws at times: then nothing was shipped, and the order is tried again
        return Outcome.done();
    }
    // endregion handler

    private void runUntilClosed() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (!never.await(1, TimeUnit.SECONDS)) {
            ConsumerHealth health = consumer.health();
            if (health.state() == ConsumerHealth.State.FAILED)
                throw new IllegalStateException(health.problem().orElse("the consumer has failed"));
            health.stopped().forEach(stopped -> System.out.println("order service: " + stopped));
        }
    }

    /** Drains and leaves the group. */
    @Override
    public void close() {
        consumer.close();
        database.close();
        System.out.println("order service: drained");
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONCURRENCY);
        return new HikariDataSource(config);
    }
}
