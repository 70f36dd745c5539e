package io.holdfast.redrive.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.redrive.DeadLetterTopics;
import io.holdfast.redrive.plan.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Writes exported dead letters into a dead-letter topic. From there they go the way of a plan, like all others."
                    + " The whole file is checked before the first record is written."
        },
        footer = {"", "Example:", "  holdfast dlq import orders.billing.dlq --file repaired.ndjson"})
final class DlqImport implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "DLQ")
    private String dlq;

    @Option(names = "--file", required = true, description = "NDJSON as `dlq export` writes it.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file, UTF_8);
                DeadLetterTopics topics = new DeadLetterTopics(connection.properties())) {
            int partitions = topics.summary(dlq)
                    .orElseThrow(() -> new IllegalArgumentException("there is no topic " + dlq))
                    .partitions();
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) records.add(record(line, number, partitions));
            }
            long written = topics.append(records);
            connection.err().println(written + " dead letters imported into " + dlq);
            return written == 0 ? ExitCode.NOTHING_MATCHED : ExitCode.DONE;
        }
    }

    private ProducerRecord<byte[], byte[]> record(String line, int number, int partitions) {
        JsonNode json = Json.tree(line.getBytes(UTF_8))
                .filter(JsonNode::isObject)
                .orElseThrow(
                        () -> new IllegalArgumentException("line " + number + " of " + file + " is not a JSON object"));
        int partition = json.path("partition").asInt(-1);
        List<Header> headers = new ArrayList<>();
        for (JsonNode header : json.path("headers")) {
            headers.add(new RecordHeader(
                    header.path("name").asText(), bytes(header, "value", number).orElse(null)));
        }
        return new ProducerRecord<>(
                dlq,
                partition >= 0 && partition < partitions ? partition : null,
                bytes(json, "key", number).orElse(null),
                bytes(json, "value", number).orElse(null),
                headers);
    }

    private Optional<byte[]> bytes(JsonNode json, String name, int number) {
        JsonNode binary = json.get(name + "Base64");
        if (binary != null) {
            try {
                return Optional.of(Base64.getDecoder().decode(binary.asText()));
            } catch (IllegalArgumentException bad) {
                throw new IllegalArgumentException(
                        "line " + number + " of " + file + ": " + name + "Base64 is not base64", bad);
            }
        }
        JsonNode text = json.get(name);
        return text == null || text.isNull()
                ? Optional.empty()
                : Optional.of(text.asText().getBytes(UTF_8));
    }
}
