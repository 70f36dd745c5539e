package io.holdfast.samples.demo;

import io.holdfast.samples.shop.Shop;
import io.holdfast.samples.shop.Shop.Shipment;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What broker and database hold after a tour. Nothing in it was counted by us.
 *
 * @param shipments in the order in which they were made
 * @param sent records of the topic of orders
 * @param deadLetters records of the dead-letter topic
 * @param committed offsets of the group; a partition without one is absent
 * @param ends end offsets of the topic of orders
 */
record Evidence(
        List<Shipment> shipments,
        List<ConsumerRecord<byte[], byte[]>> sent,
        List<ConsumerRecord<byte[], byte[]>> deadLetters,
        Map<TopicPartition, Long> committed,
        Map<TopicPartition, Long> ends) {

    static Evidence collect(Stage stage) throws SQLException {
        return new Evidence(
                Shop.shipments(stage.database()),
                stage.kafka().readAll(stage.topic()),
                stage.kafka().readAll(stage.deadLetterTopic()),
                committed(stage),
                stage.kafka().endOffsets(stage.topic()));
    }

    static Map<TopicPartition, Long> committed(Stage stage) {
        return stage.kafka().committed(stage.group()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, committed -> committed.getValue().offset()));
    }
}
