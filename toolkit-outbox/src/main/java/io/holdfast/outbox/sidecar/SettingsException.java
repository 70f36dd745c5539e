package io.holdfast.outbox.sidecar;

/** A setting is wrong; the message is for the operator, one line. */
final class SettingsException extends RuntimeException {
    SettingsException(String message) {
        super(message);
    }

    SettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
