package io.holdfast.core;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What every worker of one consumer shares.
 *
 * @param deadline how long a handler may take for one record
 * @param wakeUp tells the workers' owner that a lane became ready outside a turn
 */
record EngineParts(
        KeyLanes lanes,
        Mailbox mailbox,
        OutcomeRouter router,
        EngineMeters meters,
        Pace pace,
        Duration deadline,
        LongSupplier nanoClock,
        InstantSource wallClock,
        Runnable wakeUp) {}
