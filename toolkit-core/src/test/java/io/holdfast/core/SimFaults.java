package io.holdfast.core;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** Strikes between two steps: members come and go, the coordinator changes its mind, the log loses records. */
final class SimFaults {
    private final SimWorld world;

    SimFaults(SimWorld world) {
        this.world = world;
    }

    void produce(int count) {
        for (int i = 0; i < count; i++) append(world.anyLog());
    }

    private void append(SimLog log) {
        SimOptions options = world.options;
        int left = options.records();
        for (SimLog one : List.of(log)) left -= one.ever.size();
        if (left <= 0) return;
        if (options.has(SimOptions.Group.COMPACTION) && world.random.nextInt(6) == 0) {
            boolean wide = world.random.nextInt(8) == 0;
            log.skip(wide ? 257 + world.random.nextInt(400) : 1 + world.random.nextInt(3));
            world.count(wide ? SimFault.WIDE_HOLE : SimFault.MARKERS);
        }
        byte[] key = world.random.nextInt(12) == 0 ? null : new byte[] {(byte) world.random.nextInt(options.keys())};
        List<SimBehaviour> behaviours = new ArrayList<>();
        while (behaviours.size() < 4 && world.random.nextInt(100) < options.failingPercent()) {
            behaviours.add(SimBehaviour.values()[world.random.nextInt(SimBehaviour.OBEY_INTERRUPT.ordinal())]);
        }
        if (log.append(key, world.random.nextInt(SimWorld.MOST_BYTES), behaviours)) {
            world.count(SimFault.OFFSET_REUSED);
        }
    }

    void strike() {
        SimOptions.Group[] kinds = SimOptions.Group.values();
        SimOptions.Group kind = kinds[world.random.nextInt(kinds.length)];
        if (!world.options.has(kind)) return;
        switch (kind) {
            case REBALANCE -> rebalance();
            case LOSS -> lose();
            case CRASH -> crash();
            case CLOSE -> close();
            case METADATA -> spoilMetadata();
            case COMPACTION -> compact();
            case TRUNCATION -> truncate();
            case RETENTION -> overtake();
            case OPERATOR -> operate();
            default -> {
                // Those strike inside calls.
            }
        }
    }

    private void rebalance() {
        if (world.random.nextInt(3) > 0) {
            int partition = world.random.nextInt(world.options.partitions());
            world.group.giveUp(partition);
            if (world.random.nextBoolean()) aimAnywhere(partition);
            return;
        }
        world.count(SimFault.REBALANCE_OF_ALL);
        for (int i = 0; i < world.options.partitions(); i++) {
            world.group.giveUp(i);
            if (world.random.nextBoolean()) aimAnywhere(i);
        }
    }

    /** Somebody else gets it, or the same again; a new member if there is none. */
    void aimAnywhere(int partition) {
        SimMember target = world.anyRunning();
        world.group.aim(partition, target == null ? world.start() : target);
    }

    private void lose() {
        SimMember member = world.anyRunning();
        if (member == null) return;
        member.forget();
        for (int i = 0; i < world.options.partitions(); i++) {
            if (world.group.target(i) == member && world.random.nextInt(3) > 0) aimAnywhere(i);
        }
    }

    private void crash() {
        SimMember member = world.anyRunning();
        if (member == null || member.isInLoop()) return;
        world.count(SimFault.CRASH_BETWEEN_STEPS);
        member.crash();
        replace(member);
    }

    private void close() {
        SimMember member = world.anyRunning();
        if (member == null || member.isInLoop()) return;
        member.beginClose();
        replace(member);
    }

    /** Its partitions go to others, or to a new member. */
    void replace(SimMember gone) {
        if (world.random.nextBoolean() || world.anyRunning() == null) {
            world.count(SimFault.STARTED_AGAIN);
            world.start();
        }
        for (int i = 0; i < world.options.partitions(); i++) if (world.group.target(i) == gone) aimAnywhere(i);
    }

    /** An administrator or another tool commits the same offset with another text, or with none. */
    private void spoilMetadata() {
        SimLog log = world.anyLog();
        OffsetAndMetadata now = log.committed;
        if (now == null) return;
        String text = now.metadata();
        switch (world.random.nextInt(3)) {
            case 0 -> {
                world.count(SimFault.METADATA_WIPED);
                text = "";
            }
            case 1 -> {
                world.count(SimFault.METADATA_FOREIGN);
                text = "host-17/consumer";
            }
            default -> {
                if (text.length() < 6) return;
                world.count(SimFault.METADATA_DAMAGED);
                int at = 4 + world.random.nextInt(text.length() - 4);
                text = text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1);
            }
        }
        log.committed = new OffsetAndMetadata(now.offset(), now.leaderEpoch(), text);
    }

    private void compact() {
        SimLog log = world.anyLog();
        if (log.live().size() < 2) return;
        log.compact(log.live().get(world.random.nextInt(log.live().size() - 1)));
        world.count(SimFault.COMPACTED);
    }

    private void truncate() {
        SimLog log = world.anyLog();
        if (log.live().isEmpty()) return;
        List<SimRecord> live = log.live();
        log.truncate(live.get(Math.max(0, live.size() - 1 - world.random.nextInt(6))).offset);
        if (world.isTraced()) world.say(log.topicPartition + " is cut at " + log.end());
        world.count(SimFault.TRUNCATED);
        produce(world.random.nextInt(8));
    }

    private void overtake() {
        SimLog log = world.anyLog();
        if (log.live().isEmpty()) return;
        long to = log.live().get(world.random.nextInt(Math.min(4, log.live().size()))).offset;
        if (log.deleteBelow(to) > 0) world.count(SimFault.RETENTION_OVERTOOK);
    }

    private void operate() {
        SimMember member = world.anyRunning();
        if (member == null) return;
        member.operator(world.anyLog().topicPartition, world.random.nextBoolean());
    }
}
