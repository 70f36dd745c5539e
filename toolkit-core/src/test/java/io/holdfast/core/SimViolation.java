package io.holdfast.core;

/** A contract was broken in a simulated run. */
final class SimViolation extends AssertionError {
    private static final long serialVersionUID = 1L;

    final transient SimCheck check;

    SimViolation(SimCheck check, String what, Throwable cause) {
        super(check + ": " + what, cause);
        this.check = check;
    }
}
