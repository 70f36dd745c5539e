package io.holdfast.testkit;

import org.apache.kafka.clients.admin.Admin;

/** A cluster somebody else runs: used, never stopped. */
final class ExistingKafka implements Kafka {

    private final String bootstrapServers;
    private final Admin admin;

    ExistingKafka(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(clientProperties());
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
        admin.close();
    }
}
