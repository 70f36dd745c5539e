package io.holdfast.redrive.cli;

/** What a script learns from a command. Zero is success. */
final class ExitCode {
    static final int DONE = 0;
    /** Something unexpected, such as a cluster that does not answer. */
    static final int ERROR = 1;

    static final int NOTHING_MATCHED = 2;
    /** The task ran, and some records could not be moved. */
    static final int PARTIAL = 3;
    /** Stopped by a guard, by an operator or by another runner. */
    static final int STOPPED = 4;
    /** Refused before anything moved: stale plan, missing rights, no confirmation. */
    static final int REFUSED = 5;
    /** The command line could not be understood. */
    static final int USAGE = 64;

    private ExitCode() {}
}
