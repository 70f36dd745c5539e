package io.holdfast.outbox.sidecar;

import io.holdfast.outbox.relay.OutboxRelay;
import io.holdfast.outbox.store.RelayStore;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Publishes until SIGTERM, then finishes what is on its way.")
final class RunCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

    @ParentCommand
    private Sidecar sidecar;

    @Override
    public Integer call() throws Exception {
        Setup setup = sidecar.setup();
        DataSource dataSource = setup.dataSource();
        RelayStore store = setup.store();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        OutboxRelay relay = OutboxRelay.of(dataSource, store, setup.options(), registry);
        try (Connection connection = DatabaseWait.connect(dataSource, setup.millis(Setting.START_WAIT_MS))) {
            setup.inspect(connection, store);
        }
        refusedByKafka(setup);
        String host = setup.settings().get(Setting.HTTP_HOST);
        int port = (int) setup.settings().number(Setting.HTTP_PORT, 0, 65_535);
        int nudgePort = (int) setup.settings().number(Setting.NUDGE_PORT, 0, 65_535);
        if (nudgePort != 0) listen(nudgePort, relay);
        try (Endpoints endpoints = new Endpoints(host, port, relay::status, registry)) {
            Thread drain = new Thread(() -> drain(relay, setup.millis(Setting.GRACE_MS)), "drain");
            Runtime.getRuntime().addShutdownHook(drain);
            relay.start();
            log.info("serving /livez /readyz /metrics /status on port {}", endpoints.port());
            while (!relay.awaitEnd(Duration.ofSeconds(1))) {
                // Nothing to do but to keep the process: the relay has its own thread.
            }
        }
        // The relay ends by itself only when its loop has failed; the log says how.
        return ExitCode.FAILURE.number();
    }

    /** For the life of the process. */
    private static void listen(int port, OutboxRelay relay) throws IOException {
        NudgeListener listener = new NudgeListener(port, relay::nudge);
        log.info("listening for nudges on UDP port {} of loopback", listener.port());
    }

    /** Brokers that are merely away are waited for; credentials they refuse will not get better. */
    private static void refusedByKafka(Setup setup) throws InterruptedException {
        try {
            log.info(
                    "connected to Kafka cluster {}",
                    KafkaCheck.clusterId(setup.settings().kafka()));
        } catch (AuthenticationException e) {
            throw e;
        } catch (KafkaException e) {
            // An admin client that cannot even be made: an unreadable key store, an address that is none.
            if (e.getMessage() != null && e.getMessage().startsWith("Failed to create")) throw e;
            log.warn("Kafka does not answer yet, rows wait: {}", e.getMessage());
        }
    }

    /** Exit code 0 says that a stop that was asked for has gone as it should. */
    private static void drain(OutboxRelay relay, Duration grace) {
        log.info("stopping: finishing what is on its way, at most {} ms", grace.toMillis());
        relay.close(grace);
        log.info("stopped");
        Runtime.getRuntime().halt(ExitCode.OK.number());
    }
}
