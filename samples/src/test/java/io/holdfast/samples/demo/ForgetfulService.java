package io.holdfast.samples.demo;

import io.holdfast.core.ReliableConsumer;
import io.holdfast.samples.shop.Order;
import io.holdfast.samples.shop.OrderFormat;
import io.holdfast.samples.shop.OrderService;
import io.holdfast.samples.shop.ServiceSettings;
import io.holdfast.samples.shop.Shop;
import java.sql.Connection;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.postgresql.ds.PGSimpleDataSource;

/** Broken on purpose: ships whatever comes, without asking whether it came before. */
final class ForgetfulService {

    public static void main(String[] arguments) throws InterruptedException {
        ServiceSettings settings = ServiceSettings.parse(arguments);
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(settings.databaseUrl());
        ReliableConsumer consumer = ReliableConsumer.<String, Order>builder(settings.kafka(), settings.topic())
                .deserializers(StringDeserializer::new, OrderFormat::new)
                .onRecord(record -> {
                    try (Connection connection = database.getConnection()) {
                        Shop.ship(new Shop.Shipment(record.value(), 1, settings.run()), connection);
                    }
                })
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(consumer::close));
        consumer.start();
        System.out.println(OrderService.STARTED);
        new CountDownLatch(1).await();
    }

    private ForgetfulService() {}
}
