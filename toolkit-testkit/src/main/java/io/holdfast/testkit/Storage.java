package io.holdfast.testkit;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** Formats a node's data folder, as {@code kafka-storage format} does. */
final class Storage {

    /**
     * The release version, not a bare metadata version: only the release sets the group, share and transaction
     * features, and without them the first consumer of the new protocol hangs.
     */
    static void format(int node, Path data, String clusterId) {
        try {
            new Formatter()
                    .setNodeId(node)
                    .setClusterId(clusterId)
                    .addDirectory(data.toString())
                    .setMetadataLogDirectory(data.toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        } catch (Exception failed) {
            throw new IllegalStateException("format storage of node " + node + " in " + data + ": " + failed, failed);
        }
    }

    private Storage() {}
}
