package io.holdfast.bench.process;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What this JVM has used so far. */
public final class ProcessUse {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private ProcessUse() {}

    /** CPU time of all threads, the collector's and the compiler's too. */
    public static long cpuNanos() {
        return SYSTEM.getProcessCpuTime();
    }

    /** Bytes allocated by the threads alive now; those of threads that ended are not in it. */
    public static long allocatedBytes() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) sum += Math.max(0, bytes);
        return sum;
    }
}
