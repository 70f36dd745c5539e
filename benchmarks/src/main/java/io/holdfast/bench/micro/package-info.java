/**
 * JMH micro-benchmarks of single parts. Run with {@code java -cp … org.openjdk.jmh.Main io.holdfast.bench.micro}. They
 * explain a row's figure; they are no figures of their own.
 */
package io.holdfast.bench.micro;
