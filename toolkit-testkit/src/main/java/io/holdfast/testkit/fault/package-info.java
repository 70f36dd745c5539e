/**
 * Faults for tests: {@link io.holdfast.testkit.fault.ChildJvm} is a process to kill, stop and resume, {@link
 * io.holdfast.testkit.fault.TcpProxy} a network to break.
 *
 * <p>Every type may be called from any thread.
 */
package io.holdfast.testkit.fault;
