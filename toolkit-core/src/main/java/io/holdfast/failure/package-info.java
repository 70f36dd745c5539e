/**
 * What happens when a handler fails: {@link io.holdfast.failure.FailureClassifier} decides,
 * {@link io.holdfast.failure.FailureRoute} carries out, {@link io.holdfast.failure.Backoff} says how long to wait.
 *
 * <p>Classifiers and back-offs are pure and may be called from any thread. A route may do I/O and is called from
 * worker threads.
 */
package io.holdfast.failure;
