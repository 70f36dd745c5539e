/**
 * The benchmarks: {@link io.holdfast.bench.Bench} lists the rows and runs one of them. Each row lives in a package of its
 * own below and is entered once, in {@code Rows}.
 */
package io.holdfast.bench;
