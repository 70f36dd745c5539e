/**
 * The words a row is written in: a {@link io.holdfast.bench.row.Row} has {@link io.holdfast.bench.row.Arm}s, each run of
 * an arm gives a {@link io.holdfast.bench.row.Sample}, and {@link io.holdfast.bench.row.Goal}s judge the medians.
 *
 * <p>Called by the packages that hold rows and by the runner. Rows, arms and goals are immutable; an experiment runs on
 * the thread that runs the row, one at a time.
 */
package io.holdfast.bench.row;
