package io.holdfast.outbox.sidecar;

/** What the process ends with. */
enum ExitCode {
    OK(0),
    /** Something unforeseen. */
    FAILURE(1),
    /** Wrong command line or setting. */
    CONFIGURATION(2),
    /** The table is not as it must be. */
    TABLE(3),
    /** The database cannot be reached or refuses access. */
    DATABASE(4),
    /** The brokers cannot be reached or refuse access. */
    KAFKA(5);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
