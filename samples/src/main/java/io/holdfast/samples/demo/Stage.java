package io.holdfast.samples.demo;

import io.holdfast.testkit.Kafka;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a tour takes place: a cluster, names in it that nobody else uses, and an empty database.
 *
 * @param databaseUrl for JDBC, user included
 */
record Stage(Kafka kafka, String topic, String group, String databaseUrl) {

    DataSource database() {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(databaseUrl);
        return database;
    }

    String deadLetterTopic() {
        return topic + "." + group + ".dlq";
    }
}
