/**
 * Holdfast and its peers behind one door, so that a row need not know whom it measures: a
 * {@link io.holdfast.bench.contender.Contender} consumes a topic and hands every record to the row's
 * {@link io.holdfast.bench.contender.RecordWork}. One class for each contender, all chosen by
 * {@link io.holdfast.bench.contender.Contenders}.
 *
 * <p>Called by the child processes of the engine, crash and idle rows. Contenders own the threads they need and end them
 * when closed.
 */
package io.holdfast.bench.contender;
