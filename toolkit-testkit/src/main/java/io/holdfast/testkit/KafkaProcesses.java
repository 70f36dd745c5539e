package io.holdfast.testkit;

import static java.util.stream.Collectors.toMap;

import io.holdfast.testkit.BrokerSettings.Addresses;
import io.holdfast.testkit.fault.ChildJvm;
import io.holdfast.testkit.owned.AtExit;
import io.holdfast.testkit.owned.OwnedFolder;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * One broker or a cluster of brokers, each a process of its own that a test may kill, suspend and start again.
 *
 * <p>Nodes are numbered from 1. Node 1 is the only controller: while it is down or suspended the others go on serving,
 * but no leader moves and no topic is created. Ports and data survive restarts, so clients find the brokers again.
 * In a cluster of three, topics have three replicas and need two in sync.
 *
 * <p>{@code start} calls return when the node serves; after a kill that takes about three seconds. Processes and data
 * go with {@link #close()} or with the JVM, however it ends. Thread: any; faults to one node exclude each other.
 */
public final class KafkaProcesses implements Kafka {

    private final Addresses addresses;
    private final OwnedFolder folder;
    private final Map<Integer, BrokerNode> nodes;
    private final Admin admin;
    private final AtExit atExit;

    /** One broker with the settings for tests. */
    public static KafkaProcesses startOne() {
        return start(1, Map.of());
    }

    /** Three brokers with the settings for tests. */
    public static KafkaProcesses startThree() {
        return start(3, Map.of());
    }

    /** Brokers whose settings differ from those for tests by {@code overrides} (names as in server.properties). */
    public static KafkaProcesses start(int brokers, Map<String, String> overrides) {
        if (brokers < 1) {
            throw new IllegalArgumentException("brokers=" + brokers + ": must be at least 1");
        }
        return new KafkaProcesses(Addresses.choose(brokers), overrides);
    }

    private KafkaProcesses(Addresses addresses, Map<String, String> overrides) {
        this.addresses = addresses;
        folder = OwnedFolder.create("kafka");
        String clusterId = Uuid.randomUuid().toString();
        nodes = addresses.nodeIds().stream()
                .collect(toMap(
                        Function.identity(),
                        id -> BrokerNode.format(id, addresses, folder.path(), clusterId, overrides)));
        atExit = AtExit.close("kafka-processes", this::end);
        try {
            nodes.values().forEach(BrokerNode::launch);
            nodes.values().forEach(BrokerNode::awaitReady);
            admin = Admin.create(clientProperties());
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    @Override
    public String bootstrapServers() {
        return addresses.bootstrapServers();
    }

    @Override
    public Admin admin() {
        return admin;
    }

    /** The numbers of the nodes, 1 first. */
    public List<Integer> nodes() {
        return addresses.nodeIds();
    }

    /** SIGKILL. Returns when the process is gone; the cluster notices about a second later. */
    public void kill(int node) {
        node(node).kill();
    }

    /** An orderly stop: leaders are handed over first. Returns when the process is gone. */
    public void stop(int node) {
        node(node).stop();
    }

    /** Starts a node that was killed or stopped; returns when it serves. */
    public void start(int node) {
        node(node).launch();
        node(node).awaitReady();
    }

    /** {@link #stop} and {@link #start(int)}. */
    public void restart(int node) {
        stop(node);
        start(node);
    }

    /** SIGSTOP: connections stay open and nothing answers. */
    public void suspend(int node) {
        node(node).suspend();
    }

    /** SIGCONT. */
    public void resume(int node) {
        node(node).resume();
    }

    /** The process of a node that runs, for its id and its output. */
    public ChildJvm process(int node) {
        return node(node).process();
    }

    @Override
    public void close() {
        atExit.run();
    }

    /** The data go anyway: no need for an orderly stop. */
    private void end() {
        if (admin != null) {
            admin.close();
        }
        nodes.values().forEach(BrokerNode::end);
        folder.close();
    }

    private BrokerNode node(int id) {
        BrokerNode node = nodes.get(id);
        if (node == null) {
            throw new IllegalArgumentException("node " + id + " is not one of " + addresses.nodeIds());
        }
        return node;
    }
}
