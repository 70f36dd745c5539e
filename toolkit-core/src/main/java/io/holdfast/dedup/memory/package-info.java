/**
 * Marks in the memory of one process: for tests, and for consumers whose duplicates come close together. A restart
 * forgets everything.
 *
 * <p>Any thread; calls are short and take one lock.
 */
package io.holdfast.dedup.memory;
