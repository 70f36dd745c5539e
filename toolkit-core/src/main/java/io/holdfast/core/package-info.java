/**
 * The engine: {@link io.holdfast.core.ReliableConsumer} and what it is built from.
 *
 * <p>One record goes {@code poll -> KeyLanes -> handler -> FailureClassifier -> OutcomeRouter -> OffsetLedger -> commit}.
 * There are two kinds of thread: one loop thread, which alone touches the Kafka consumer, the lanes' map and the
 * ledgers, and workers, which alone call user code. They meet in two queues: ready lanes go to the workers, turns come
 * back through the mailbox.
 *
 * <p>{@code KeyLanes}, {@code OffsetLedger}, {@code OutcomeRouter} and {@code ConsumerLoop} own no thread and read no
 * clock, so that a seeded simulation can drive the same classes that production runs.
 */
package io.holdfast.core;
