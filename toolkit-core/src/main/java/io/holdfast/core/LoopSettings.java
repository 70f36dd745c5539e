package io.holdfast.core;

import java.time.Duration;
import java.util.Collection;

/**
 * What the loop goes by.
 *
 * @param drainTimeout how long a revocation waits for running handlers
 * @param deadline how long a handler may take for one record; zero for no limit
 * @param commitMetadataChars most characters of commit metadata for one partition
 * @param idle how the loop waits inside a rebalance callback
 */
record LoopSettings(
        String group,
        Collection<String> topics,
        Limits limits,
        Duration commitInterval,
        int commitMetadataChars,
        Duration drainTimeout,
        Duration deadline,
        Idle idle) {

    /** How long the loop waits for an answer that a rebalance depends on. */
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /** A thread parks on the mailbox; a simulation lets others take a step. */
    @FunctionalInterface
    interface Idle {
        void await(Mailbox mailbox, long nanos);
    }
}
