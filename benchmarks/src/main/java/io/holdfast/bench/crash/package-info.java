/**
 * Row 15: how many finished records come again after a SIGKILL. A run has two lives of one consumer group, each a child
 * JVM: the first is killed with one record stuck and the given number finished above it, the second works off the rest.
 * What is finished is kept in a mapped file, which the kernel keeps when the process is killed.
 */
package io.holdfast.bench.crash;
