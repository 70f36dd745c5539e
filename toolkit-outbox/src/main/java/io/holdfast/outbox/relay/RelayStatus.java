package io.holdfast.outbox.relay;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a relay is. A snapshot, made by the relay's own thread once a heartbeat.
 *
 * @param instance its name
 * @param state in one word
 * @param sinceProgress since the loop last made a pass; large when it hangs
 * @param shards owned, in ascending order
 * @param shardsInAll of the table
 * @param members relays alive
 * @param published rows since the start
 * @param inFlightBytes rows held in memory
 * @param barredKeys keys of the owned shards that wait for an operator
 * @param blockedTypes aggregate types whose topic cannot be written to, with the reason
 * @param floorBlockers transactions that keep the floor from moving
 * @param lastError of database or Kafka, while it lasts; null when all is well
 */
public record RelayStatus(
        String instance,
        State state,
        Duration sinceProgress,
        List<Integer> shards,
        int shardsInAll,
        int members,
        long published,
        long inFlightBytes,
        int barredKeys,
        Map<String, String> blockedTypes,
        int floorBlockers,
        String lastError) {

    public RelayStatus {
        shards = List.copyOf(shards);
        blockedTypes = Map.copyOf(blockedTypes);
    }

    /** What the relay is doing. */
    public enum State {
        /** Not yet heard from the database. */
        STARTING,
        /** Owns shards and publishes them. */
        ACTIVE,
        /** Alive, but others own all shards. */
        STANDBY,
        /** The database does not answer. */
        DATABASE_DOWN,
        /** The brokers do not answer. */
        KAFKA_DOWN,
        /** Finishing what it has begun. */
        DRAINING,
        /** Done. */
        STOPPED
    }

    /** Whether it does its part: both sides answer, and it owns shards or stands by. */
    public boolean ready() {
        return state == State.ACTIVE || state == State.STANDBY;
    }
}
