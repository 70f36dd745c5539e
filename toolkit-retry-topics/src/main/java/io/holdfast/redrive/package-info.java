/**
 * Moves dead letters back, safely: {@link io.holdfast.redrive.Redrive} plans, runs and reports;
 * {@link io.holdfast.redrive.DeadLetterTopics} looks without touching.
 *
 * <p>For programs that redrive by themselves and for the {@code dlq} and {@code redrive} commands. A {@code Redrive} may
 * be used from any thread; {@code run} blocks its caller and works on threads of its own, one reader and one writer
 * for each partition that is being moved, all gone when it returns.
 */
package io.holdfast.redrive;
