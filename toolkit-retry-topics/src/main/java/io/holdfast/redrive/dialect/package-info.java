/**
 * Reads dead letters whoever wrote them: {@link io.holdfast.redrive.dialect.DeadLetter} is one record seen through the
 * headers of its {@link io.holdfast.redrive.dialect.Dialect}.
 *
 * <p>Everything here is a total function of the record: any bytes give a value, an absence or the name of a malformed
 * header, never an exception. Headers are input and are believed only as far as the caller's plan allows. Any thread;
 * no I/O, no clock.
 */
package io.holdfast.redrive.dialect;
