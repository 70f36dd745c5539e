package io.holdfast.handler;

import io.holdfast.core.ReliableConsumer;

/** Breaks on purpose: an arrow the wrong way. */
public final class KnowsTheEngine {
    ReliableConsumer consumer;
}
