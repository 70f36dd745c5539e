/**
 * The JVMs that arms run in: {@link io.holdfast.bench.process.ArmProcess} starts, hears and kills one,
 * {@link io.holdfast.bench.process.ProcessUse} reads inside it what it has used.
 *
 * <p>Called by rows. An {@code ArmProcess} has one owner thread.
 */
package io.holdfast.bench.process;
