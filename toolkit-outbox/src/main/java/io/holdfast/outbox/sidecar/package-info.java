/**
 * The relay as a program, {@code holdfast-outbox.jar}: settings from environment, file and flags, HTTP endpoints,
 * commands for operators. {@link io.holdfast.outbox.sidecar.Sidecar} is the only door; it owns the process.
 */
package io.holdfast.outbox.sidecar;
