package io.holdfast.core;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** One record of a simulated log, and what has truly become of it. */
final class SimRecord {
    static final int NEVER = Integer.MAX_VALUE;

    final TopicPartition topicPartition;
    final long offset;
    final byte[] key;
    final int born;

    /** What its handler does, call by call; after the last it succeeds. */
    final List<SimBehaviour> behaviours;

    private final byte[] value;
    private int calls;

    /** Generation of the log that has it no more because of a truncation. */
    int truncatedIn = NEVER;

    /** Compacted away or overtaken by retention. */
    boolean deleted;

    /** Its offset was committed for another record, before a truncation. */
    boolean excluded;

    /** An effect, a dead letter or a drop. */
    boolean ended;

    SimRecord(
            TopicPartition topicPartition, long offset, byte[] key, int size, int born, List<SimBehaviour> behaviours) {
        this.topicPartition = topicPartition;
        this.offset = offset;
        this.key = key;
        this.value = new byte[size];
        this.born = born;
        this.behaviours = behaviours;
    }

    boolean isLive() {
        return truncatedIn == NEVER && !deleted;
    }

    /** Whether the log had it in that generation. */
    boolean wasThere(int generation) {
        return !deleted && born <= generation && generation < truncatedIn;
    }

    boolean isDue() {
        return isLive() && !ended && !excluded;
    }

    SimBehaviour nextBehaviour() {
        return calls < behaviours.size() ? behaviours.get(calls++) : SimBehaviour.DONE;
    }

    Read read() {
        return new Read(this);
    }

    @Override
    public String toString() {
        return topicPartition + "@" + offset + (born == 0 ? "" : "/" + born) + " key "
                + (key == null ? "none" : Byte.toString(key[0]));
    }

    /** As the consumer hands it out. */
    static final class Read extends ConsumerRecord<byte[], byte[]> {
        final SimRecord of;

        Read(SimRecord of) {
            super(
                    of.topicPartition.topic(),
                    of.topicPartition.partition(),
                    of.offset,
                    0,
                    TimestampType.CREATE_TIME,
                    of.key == null ? -1 : of.key.length,
                    of.value.length,
                    of.key,
                    of.value,
                    new RecordHeaders(),
                    Optional.of(of.born));
            this.of = of;
        }
    }
}
