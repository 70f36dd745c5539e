package io.holdfast.outbox.relay;

/**
 * What one pass of a loop did.
 *
 * @param done how much; zero means that there is nothing to do before {@code nextAt}
 * @param nextAt when it wants to be called again, in nanoseconds of {@link System#nanoTime}
 */
record Work(int done, long nextAt) {}
