package io.holdfast.testkit;

import static java.util.stream.Collectors.joining;

import io.holdfast.testkit.owned.FreePorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Settings of a KRaft node tuned for tests: groups form at once, dead members and brokers are noticed within seconds,
 * and nothing is sized for load. Node 1 is the only controller (several combined ones have been seen to kill each
 * other's raft threads).
 */
final class BrokerSettings {

    static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final String LISTENER = "PLAINTEXT";

    /** Addresses of a cluster: the controller's port, and one client port for each node, node 1 first. */
    record Addresses(int controllerPort, List<Integer> brokerPorts) {

        static Addresses choose(int brokers) {
            List<Integer> ports = FreePorts.choose(brokers + 1);
            return new Addresses(ports.get(0), List.copyOf(ports.subList(1, ports.size())));
        }

        String bootstrapServers() {
            return brokerPorts.stream().map(port -> "127.0.0.1:" + port).collect(joining(","));
        }

        int nodes() {
            return brokerPorts.size();
        }

        List<Integer> nodeIds() {
            return IntStream.rangeClosed(1, nodes()).boxed().toList();
        }
    }

    /** The settings of one node; {@code overrides} win over everything but identity and addresses. */
    static Map<String, String> of(int node, Addresses addresses, Path data, Map<String, String> overrides) {
        Map<String, String> settings = tuning(addresses.nodes());
        settings.putAll(overrides);
        identity(settings, node, addresses, data);
        return settings;
    }

    /** Everything but identity and addresses. */
    static Map<String, String> tuning(int nodes) {
        Map<String, String> settings = new TreeMap<>();
        replication(settings, nodes);
        groups(settings);
        smallness(settings);
        return settings;
    }

    private static void identity(Map<String, String> settings, int node, Addresses addresses, Path data) {
        boolean controller = node == 1;
        String client = LISTENER + "://127.0.0.1:" + addresses.brokerPorts().get(node - 1);
        String control = CONTROLLER_LISTENER + "://127.0.0.1:" + addresses.controllerPort();
        settings.put("process.roles", controller ? "broker,controller" : "broker");
        settings.put("node.id", Integer.toString(node));
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + addresses.controllerPort());
        settings.put("controller.listener.names", CONTROLLER_LISTENER);
        settings.put("listeners", controller ? client + "," + control : client);
        settings.put("advertised.listeners", client);
        settings.put("inter.broker.listener.name", LISTENER);
        settings.put("listener.security.protocol.map", LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        settings.put("log.dirs", data.toString());
    }

    private static void replication(Map<String, String> settings, int nodes) {
        String factor = Integer.toString(Math.min(3, nodes));
        String minIsr = Integer.toString(Math.max(1, Math.min(3, nodes) - 1));
        settings.put("default.replication.factor", factor);
        settings.put("min.insync.replicas", minIsr);
        settings.put("auto.create.topics.enable", "false");
        settings.put("num.partitions", "1");
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(topic + ".replication.factor", factor);
            settings.put(topic + ".num.partitions", "2");
        }
        settings.put("transaction.state.log.min.isr", minIsr);
        settings.put("share.coordinator.state.topic.min.isr", minIsr);
    }

    /** The minima come first: without them the broker refuses the short intervals. */
    private static void groups(Map<String, String> settings) {
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.min.session.timeout.ms", "100");
        for (String kind : List.of("group.consumer", "group.share", "group.streams")) {
            settings.put(kind + ".min.heartbeat.interval.ms", "100");
            settings.put(kind + ".heartbeat.interval.ms", "300");
            settings.put(kind + ".min.session.timeout.ms", "500");
            settings.put(kind + ".session.timeout.ms", "3000");
            settings.put(kind + ".min.assignment.interval.ms", "0");
            settings.put(kind + ".assignment.interval.ms", "0");
        }
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
    }

    /**
     * For brokers that get killed: with the default session of 9 s, one started again is refused for 13 to 15 s. Not for
     * the others: on a busy machine a short session takes a slow broker for a dead one.
     */
    static Map<String, String> quickToNoticeDeath() {
        return Map.of("broker.session.timeout.ms", "1000", "broker.heartbeat.interval.ms", "200");
    }

    private static void smallness(Map<String, String> settings) {
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "1");
        settings.put("log.index.size.max.bytes", Integer.toString(1 << 20));
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        settings.put("log.cleaner.backoff.ms", "500");
        settings.put("log.retention.check.interval.ms", "1000");
        settings.put("log.initial.task.delay.ms", "500");
    }

    private BrokerSettings() {}
}
