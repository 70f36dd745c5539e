package io.holdfast.redrive;

/** A plan or a run was refused before anything was moved. The message says what, where and what to do. */
public final class RedriveRefused extends RuntimeException {

    public RedriveRefused(String message) {
        super(message);
    }
}
