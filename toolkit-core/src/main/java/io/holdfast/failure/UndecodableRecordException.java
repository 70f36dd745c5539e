package io.holdfast.failure;

/** A record's key or value could not be deserialised. The message names the part, never its content. */
public final class UndecodableRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UndecodableRecordException(String part, String deserializer, Throwable cause) {
        super(part + " could not be read by " + deserializer, cause);
    }
}
