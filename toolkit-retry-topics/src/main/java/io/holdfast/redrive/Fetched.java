package io.holdfast.redrive;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One record looked up by its offset.
 *
 * @param record the record, or null
 * @param missing why there is none, or null
 */
record Fetched(ConsumerRecord<byte[], byte[]> record, Missing missing) {

    /** Why a record that was once at an offset cannot be had. */
    enum Missing {
        EXPIRED("original-expired"),
        COMPACTED("original-compacted"),
        ABORTED("original-aborted"),
        NEVER_WRITTEN("original-never-written"),
        UNREADABLE("original-unreadable");

        private final String cause;

        Missing(String cause) {
            this.cause = cause;
        }

        /** Under this name the plan counts it. */
        String cause() {
            return cause;
        }
    }

    static Fetched of(ConsumerRecord<byte[], byte[]> record) {
        return new Fetched(record, null);
    }

    static Fetched missing(Missing why) {
        return new Fetched(null, why);
    }
}
