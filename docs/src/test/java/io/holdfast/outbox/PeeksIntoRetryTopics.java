package io.holdfast.outbox;

import io.holdfast.retry.PeeksIntoOutbox;

/** Breaks on purpose: modules that may not know each other. */
public final class PeeksIntoRetryTopics {
    PeeksIntoOutbox other;
}
