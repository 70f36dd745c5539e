/**
 * Real databases and stores for tests, from binaries published as jars: no containers, nothing to install.
 *
 * <p>{@link io.holdfast.testkit.store.Postgres} is always there. The binaries of the others are optional dependencies:
 * a module that wants one adds it. Every type may be called from any thread.
 */
package io.holdfast.testkit.store;
