/**
 * What the testkit owns outside the heap, folders and processes, and how all of it goes when the JVM goes.
 *
 * <p>For the testkit's own packages; tests have no need to call it. Every type may be called from any thread.
 */
package io.holdfast.testkit.owned;
