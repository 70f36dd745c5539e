package io.holdfast.names;

/**
 * Record headers that Holdfast writes. All values are ASCII text unless said; numbers are decimal; times are epoch
 * milliseconds. Headers from outside are input: they count only on topics that Holdfast owns.
 */
public final class HeaderNames {
    /** Every header of ours starts so. */
    public static final String PREFIX = "holdfast-";

    /** Source coordinates, one header each; never changed by a hop. */
    public static final String ORIGIN_TOPIC = PREFIX + "origin-topic";

    public static final String ORIGIN_PARTITION = PREFIX + "origin-partition";
    public static final String ORIGIN_OFFSET = PREFIX + "origin-offset";
    public static final String ORIGIN_TIMESTAMP = PREFIX + "origin-timestamp";

    /** Consumer group in which the record failed. */
    public static final String GROUP = PREFIX + "group";

    /** Id by which a redelivery of the record is known; UTF-8. */
    public static final String MESSAGE_ID = PREFIX + "message-id";

    /** Attempts that have failed so far. */
    public static final String ATTEMPTS = PREFIX + "attempts";

    public static final String FIRST_FAILURE = PREFIX + "first-failure";

    /** When the attempt that made this hop failed. */
    public static final String LAST_FAILURE = PREFIX + "last-failure";

    /** No handling before this time. */
    public static final String DUE_AT = PREFIX + "due-at";

    /** Why the record was given up. */
    public static final String REASON = PREFIX + "reason";

    public static final String ERROR_CLASS = PREFIX + "error-class";
    /** UTF-8, cut to a bounded number of bytes. */
    public static final String ERROR_MESSAGE = PREFIX + "error-message";
    /** UTF-8, cut to a bounded number of bytes; the first to go when a record is too large. */
    public static final String ERROR_STACK_TRACE = PREFIX + "error-stacktrace";

    /** Hops the record has made, oldest first, in one bounded header. */
    public static final String HISTORY = PREFIX + "history";

    /** How often the record has been redriven. */
    public static final String REDRIVE_COUNT = PREFIX + "redrive-count";

    /** The task that redrove the record last. */
    public static final String REDRIVE_TASK = PREFIX + "redrive-task";

    /** The dead letter the record was redriven from, {@code topic-partition@offset}; by it a second failure is known. */
    public static final String REDRIVE_FROM = PREFIX + "redrive-from";

    /** On a record edited by a redrive, the message id it had before; UTF-8. */
    public static final String EDITED_FROM = PREFIX + "edited-from";

    /** Present, with value {@code 1}, on a record whose key and value were too large and lie only at its origin. */
    public static final String POINTER = PREFIX + "pointer";

    /** A record not handled by this time is dropped. */
    public static final String EXPIRES_AT = PREFIX + "expires-at";

    private HeaderNames() {}
}
