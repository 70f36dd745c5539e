package io.holdfast.retry;

import io.holdfast.outbox.PeeksIntoRetryTopics;

/** Breaks on purpose: modules that may not know each other. */
public final class PeeksIntoOutbox {
    PeeksIntoRetryTopics other;
}
