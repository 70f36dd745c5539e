/**
 * The JVMs that arms run in: {@link io.holdfast.bench.process.ArmJvm} starts one as the test kit's child and hears it,
 * {@link io.holdfast.bench.process.ProcessUse} reads inside it what it has used.
 *
 * <p>Called by rows, from any thread.
 */
package io.holdfast.bench.process;
