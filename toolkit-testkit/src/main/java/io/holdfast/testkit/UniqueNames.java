package io.holdfast.testkit;

import java.util.concurrent.atomic.AtomicLong;

/** Names that no other test, JVM or run uses: tests may share a cluster that outlives them. */
final class UniqueNames {

    private static final String JVM = Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX)
            + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private static final AtomicLong SEQUENCE = new AtomicLong();

    static String next(String prefix) {
        return prefix + "-" + JVM + "-" + SEQUENCE.incrementAndGet();
    }

    private UniqueNames() {}
}
