package io.holdfast.core;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/** Breaks on purpose what {@code ModuleArrowsTest} forbids the engine. */
public final class ClockReadingLanes {
    final LongSupplier clock = System::nanoTime;
    final Clock wall = Clock.systemUTC();

    void decide() {
        System.out.println(Instant.now());
        java.util.logging.Logger.getLogger("lanes").info("decided");
        new Thread(() -> {}).start();
    }
}
