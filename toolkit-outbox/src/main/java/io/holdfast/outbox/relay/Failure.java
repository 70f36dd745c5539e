package io.holdfast.outbox.relay;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;

/** What a producer's exception says about whom. */
enum Failure {
    /** This record, whatever is tried: only such a failure ever takes a row out of the queue. */
    RECORD,
    /** Every record of this topic until somebody mends the topic or its rights. */
    TOPIC,
    /** The cluster, the network, or a producer that was closed: nobody's fault, try again. */
    OUTAGE,
    /** Credentials: as an outage, but no amount of waiting mends it, so it is said loudly. */
    ACCESS;

    static Failure of(Throwable e) {
        if (e instanceof RecordTooLargeException
                || e instanceof RecordBatchTooLargeException
                || e instanceof InvalidTimestampException
                || e instanceof UnsupportedForMessageFormatException
                || e instanceof SerializationException) return RECORD;
        if (e instanceof InvalidRecordException) return RECORD;
        if (e instanceof TopicAuthorizationException
                || e instanceof InvalidTopicException
                || e instanceof UnknownTopicOrPartitionException) return TOPIC;
        if (e instanceof AuthenticationException || e instanceof AuthorizationException) return ACCESS;
        return OUTAGE;
    }
}
