package io.holdfast.redrive.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.redrive.plan.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that every command has: how to reach the cluster and how to answer. */
final class Connection {

    /** How a command answers. */
    enum Output {
        table,
        json,
        ndjson
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-b", "--bootstrap-server"},
            paramLabel = "HOST:PORT",
            description = "The cluster; several separated by commas. Also HOLDFAST_BOOTSTRAP_SERVERS.")
    private String bootstrap;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "Kafka client properties (SASL, TLS, and bootstrap.servers if you like). Values are never shown.")
    private Path config;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table, json or ndjson. Default: ${DEFAULT-VALUE}.")
    private Output output = Output.table;

    Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        if (config != null) {
            Properties file = new Properties();
            try (BufferedReader reader = Files.newBufferedReader(config)) {
                file.load(reader);
            } catch (IOException | IllegalArgumentException unreadable) {
                throw new ParameterException(
                        spec.commandLine(),
                        "cannot read --config " + config + ": "
                                + unreadable.getClass().getSimpleName());
            }
            file.stringPropertyNames().forEach(name -> properties.put(name, file.getProperty(name)));
        }
        String servers = bootstrap != null ? bootstrap : System.getenv("HOLDFAST_BOOTSTRAP_SERVERS");
        if (servers != null) properties.put("bootstrap.servers", servers);
        if (!properties.containsKey("bootstrap.servers")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no cluster: give --bootstrap-server, bootstrap.servers in --config, or HOLDFAST_BOOTSTRAP_SERVERS");
        }
        return properties;
    }

    Output output() {
        return output;
    }

    boolean table() {
        return output == Output.table;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    Ansi ansi() {
        return spec.commandLine().getColorScheme().ansi();
    }

    CommandSpec spec() {
        return spec;
    }

    /** One JSON value: indented for {@code json}, on one line for {@code ndjson}. */
    void print(JsonNode value) {
        out().println(output == Output.json ? Json.pretty(value) : value.toString());
        out().flush();
    }
}
