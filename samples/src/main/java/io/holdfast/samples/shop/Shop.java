package io.holdfast.samples.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** The shop's own table in its database. Thread: any. */
public final class Shop {
    private static final String SCHEMA = "shop.V1.sql";

    /**
     * An effect: one order shipped.
     *
     * @param attempt at which it succeeded
     * @param run of the process that did it
     */
    public record Shipment(Order order, int attempt, int run) {}

    public static void createTables(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(schema());
        }
    }

    /** Writes in the caller's transaction. */
    public static void ship(Shipment shipment, Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into shipment (order_id, customer, place, cents, attempt, run) values (?, ?, ?, ?, ?, ?)")) {
            insert.setObject(1, shipment.order().id());
            insert.setString(2, shipment.order().customer());
            insert.setInt(3, shipment.order().place());
            insert.setLong(4, shipment.order().cents());
            insert.setInt(5, shipment.attempt());
            insert.setInt(6, shipment.run());
            insert.executeUpdate();
        }
    }

    public static long countShipments(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from shipment")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** All of them, in the order in which they were made. */
    public static List<Shipment> shipments(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select order_id, customer, place, cents, attempt, run from shipment order by id")) {
            List<Shipment> all = new ArrayList<>();
            while (row.next())
                all.add(new Shipment(
                        new Order(
                                row.getObject("order_id", UUID.class),
                                row.getString("customer"),
                                row.getInt("place"),
                                row.getLong("cents")),
                        row.getInt("attempt"),
                        row.getInt("run")));
            return all;
        }
    }

    private static String schema() {
        try (InputStream sql = Shop.class.getResourceAsStream(SCHEMA)) {
            return new String(sql.readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("read " + SCHEMA + " from the class path", unreadable);
        }
    }

    private Shop() {}
}
