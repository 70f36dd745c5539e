package io.holdfast.testkit;

import io.holdfast.core.ReliableConsumer;
import io.holdfast.samples.demo.Demo;

/** Breaks on purpose: two arrows the wrong way. */
public final class KnowsTheToolkit {
    ReliableConsumer consumer;
    Demo demo;
}
