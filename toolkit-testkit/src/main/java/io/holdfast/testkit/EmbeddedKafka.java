package io.holdfast.testkit;

import io.holdfast.testkit.owned.AtExit;
import io.holdfast.testkit.owned.FreePorts;
import io.holdfast.testkit.owned.OwnedFolder;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;

/**
 * One KRaft broker inside the calling JVM, up in about two seconds: for every test that does not have to kill its
 * broker (see {@link KafkaProcesses} for those).
 *
 * <p>It has the transaction, share-group and new-consumer-group features of the broker's release. Its data live in a
 * temporary folder that goes with {@link #close()} or with the JVM. Thread: any.
 */
public final class EmbeddedKafka implements Kafka {

    private static final int STARTS = 3;

    private final OwnedFolder folder;
    private final KafkaRaftServer server;
    private final String bootstrapServers;
    private final Admin admin;
    private final AtExit atExit;

    static {
        // A broker that gives up ends its process: here that would end the tests without a word. It logs the fault
        // first.
        Exit.setExitProcedure((code, message) -> {});
        Exit.setHaltProcedure((code, message) -> {});
    }

    /** A broker with the settings for tests. */
    public static EmbeddedKafka start() {
        return start(Map.of());
    }

    /** A broker whose settings differ from those for tests by {@code overrides} (names as in server.properties). */
    public static EmbeddedKafka start(Map<String, String> overrides) {
        RuntimeException failure = null;
        for (int start = 0; start < STARTS; start++) {
            try {
                return new EmbeddedKafka(BrokerSettings.Addresses.choose(1), overrides);
            } catch (RuntimeException portTaken) {
                if (!FreePorts.lost(portTaken)) {
                    throw portTaken;
                }
                failure = portTaken;
            }
        }
        throw new IllegalStateException(
                "no broker after " + STARTS + " starts, each lost a port it had chosen", failure);
    }

    private EmbeddedKafka(BrokerSettings.Addresses addresses, Map<String, String> overrides) {
        folder = OwnedFolder.create("kafka");
        try {
            var settings = BrokerSettings.of(1, addresses, folder.path(), overrides);
            Storage.format(1, folder.path(), Uuid.randomUuid().toString());
            server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        } catch (RuntimeException | LinkageError failed) {
            folder.close();
            throw failed;
        }
        bootstrapServers = addresses.bootstrapServers();
        try {
            server.startup();
            admin = Admin.create(clientProperties());
        } catch (RuntimeException failed) {
            stop();
            throw failed;
        }
        atExit = AtExit.close("kafka", this::stop);
    }

    @Override
    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public Admin admin() {
        return admin;
    }

    @Override
    public void close() {
        atExit.run();
    }

    /** The broker first: one that finds its folder gone halts the JVM. */
    private void stop() {
        if (admin != null) {
            admin.close();
        }
        server.shutdown();
        server.awaitShutdown();
        folder.close();
    }
}
