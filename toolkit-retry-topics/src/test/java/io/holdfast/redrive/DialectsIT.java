package io.holdfast.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.handler.Delivery.Origin;
import io.holdfast.redrive.dialect.DeadLetter;
import io.holdfast.redrive.dialect.Dialect;
import io.holdfast.redrive.plan.PlanRequest;
import io.holdfast.redrive.plan.RedrivePlan;
import io.holdfast.redrive.plan.Target;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.runtime.ConnectMetrics;
import org.apache.kafka.connect.runtime.SinkConnectorConfig;
import org.apache.kafka.connect.runtime.errors.DeadLetterQueueReporter;
import org.apache.kafka.connect.runtime.errors.ErrorHandlingMetrics;
import org.apache.kafka.connect.runtime.errors.ProcessingContext;
import org.apache.kafka.connect.runtime.errors.Stage;
import org.apache.kafka.connect.runtime.isolation.Plugins;
import org.apache.kafka.connect.runtime.standalone.StandaloneConfig;
import org.apache.kafka.connect.transforms.TimestampConverter;
import org.apache.kafka.connect.util.ConnectorTaskId;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.ListenerExecutionFailedException;

/** Dead letters as the libraries themselves write them, read and redriven to where they came from. */
@KafkaTest
class DialectsIT {

    private final Kafka kafka;
    private final String source;

    DialectsIT(Kafka kafka) {
        this.kafka = kafka;
        source = kafka.topic("orders", 2);
    }

    private ConsumerRecord<byte[], byte[]> original() throws Exception {
        try (var producer = kafka.producer()) {
            producer.send(new ProducerRecord<>(source, 1, "other".getBytes(UTF_8), "x".getBytes(UTF_8)))
                    .get();
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(source, 1, "key".getBytes(UTF_8), new byte[] {0, (byte) 0xff});
            record.headers().add("trace", new byte[] {1, 2});
            producer.send(record).get();
        }
        return kafka.readAll(source).get(1);
    }

    private DeadLetter only(String dlq) {
        List<ConsumerRecord<byte[], byte[]>> letters = kafka.readAll(dlq);
        assertThat(letters).hasSize(1);
        return DeadLetter.read(letters.get(0));
    }

    private void assertRedrivenToItsSource(String dlq) {
        try (Redrive redrive = new Redrive(kafka.clientProperties())) {
            RedrivePlan plan =
                    redrive.plan(PlanRequest.redrive(dlq, "tester", "because").to(Target.source()));
            assertThat(plan.matched()).as(plan.toString()).isEqualTo(1);
            redrive.save(plan);
            assertThat(redrive.run(plan.id(), RunOptions.defaults()).status()).isEqualTo(TaskStatus.COMPLETED);
        }
        List<ConsumerRecord<byte[], byte[]>> records = kafka.readAll(source);
        assertThat(records).hasSize(3);
        ConsumerRecord<byte[], byte[]> back = records.get(2);
        assertThat(back.partition()).isEqualTo(1);
        assertThat(back.key()).isEqualTo("key".getBytes(UTF_8));
        assertThat(back.value()).isEqualTo(new byte[] {0, (byte) 0xff});
        assertThat(back.headers().lastHeader("trace").value()).isEqualTo(new byte[] {1, 2});
        assertThat(Dead.header(back, "holdfast-origin-offset")).isEqualTo("1");
        assertThat(Dead.header(back, "holdfast-message-id")).isEqualTo(source + "-1@1");
        back.headers().forEach(header -> assertThat(header.key())
                .doesNotStartWith("kafka_dlt")
                .doesNotStartWith("__connect")
                .doesNotStartWith("__streams"));
    }

    @Test
    void springsRecoverer() throws Exception {
        String dlq = kafka.topic("orders-dlt", 2);
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
        var factory =
                new DefaultKafkaProducerFactory<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        var recoverer = new DeadLetterPublishingRecoverer(
                new KafkaTemplate<>(factory), (record, failure) -> new TopicPartition(dlq, record.partition()));
        recoverer.accept(
                original(),
                null,
                new ListenerExecutionFailedException(
                        "failed", "billing", new IllegalStateException("no such customer")));
        factory.destroy();

        DeadLetter letter = only(dlq);
        assertThat(letter.dialect()).isEqualTo(Dialect.SPRING);
        assertThat(letter.origin()).contains(new Origin(source, 1, 1));
        assertThat(letter.originTimestamp()).isPositive();
        assertThat(letter.group()).contains("billing");
        assertThat(letter.errorClass()).contains("java.lang.IllegalStateException");
        assertThat(letter.stackTrace().orElseThrow()).contains("no such customer");
        assertThat(letter.malformed()).isEmpty();
        assertRedrivenToItsSource(dlq);
    }

    @Test
    void connectsReporter() throws Exception {
        String dlq = kafka.topic("connect-dlq", 1);
        Map<String, String> connector = Map.of(
                "name", "sink-1",
                "connector.class", "any",
                "topics", source,
                "errors.tolerance", "all",
                "errors.deadletterqueue.topic.name", dlq,
                "errors.deadletterqueue.topic.replication.factor", "1",
                "errors.deadletterqueue.context.headers.enable", "true");
        Map<String, String> worker = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(),
                "key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter",
                "value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter",
                "offset.storage.file.filename", "unused");
        ConnectorTaskId task = new ConnectorTaskId("sink-1", 0);
        Map<String, Object> producing = kafka.clientProperties();
        producing.put("key.serializer", ByteArraySerializer.class.getName());
        producing.put("value.serializer", ByteArraySerializer.class.getName());
        ConnectMetrics metrics = new ConnectMetrics("worker", new StandaloneConfig(worker), Time.SYSTEM, "cluster");
        try (DeadLetterQueueReporter reporter = DeadLetterQueueReporter.createAndSetup(
                kafka.clientProperties(),
                task,
                new SinkConnectorConfig(new Plugins(Map.of()), connector),
                producing,
                new ErrorHandlingMetrics(task, metrics))) {
            var context = new ProcessingContext<>(original());
            context.currentContext(Stage.TRANSFORMATION, TimestampConverter.Value.class);
            context.error(new IllegalArgumentException("not a date"));
            reporter.report(context).get();
        } finally {
            metrics.stop();
        }
        DeadLetter letter = only(dlq);
        assertThat(letter.dialect()).isEqualTo(Dialect.CONNECT);
        assertThat(letter.origin()).contains(new Origin(source, 1, 1));
        assertThat(letter.group()).contains("sink-1");
        assertThat(letter.errorClass()).contains("java.lang.IllegalArgumentException");
        assertThat(letter.errorMessage()).contains("not a date");
        assertRedrivenToItsSource(dlq);
    }

    @Test
    void streamsHandler(@TempDir Path state) throws Exception {
        String dlq = kafka.topic("streams-dlq", 1);
        Properties properties = new Properties();
        properties.putAll(kafka.clientProperties());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, kafka.group("app"));
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        properties.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndContinueProcessingExceptionHandler.class);
        properties.put("errors.dead.letter.queue.topic.name", dlq);
        properties.put("auto.offset.reset", "earliest");
        StreamsBuilder builder = new StreamsBuilder();
        builder.<byte[], byte[]>stream(source).foreach((key, value) -> {
            if (new String(key, UTF_8).equals("key")) throw new IllegalStateException("cannot process");
        });
        ConsumerRecord<byte[], byte[]> failing = original();
        try (KafkaStreams streams = new KafkaStreams(builder.build(), properties)) {
            streams.start();
            await().atMost(60, SECONDS).until(() -> !kafka.readAll(dlq).isEmpty());
        }
        DeadLetter letter = only(dlq);
        assertThat(letter.dialect()).isEqualTo(Dialect.STREAMS);
        assertThat(letter.origin()).contains(new Origin(source, 1, failing.offset()));
        assertThat(letter.errorClass().orElseThrow()).contains("IllegalStateException");
        assertThat(letter.errorMessage().orElseThrow()).contains("cannot process");
        assertRedrivenToItsSource(dlq);
    }
}
