package io.holdfast.bench.process;

import io.holdfast.bench.row.Sample;
import io.holdfast.testkit.fault.ChildJvm;
import java.time.Duration;
import java.util.List;

/** A JVM for one run of an arm: the same Java, heap and collector for every arm. What it prints is told if it fails. */
public final class ArmJvm {

    private ArmJvm() {}

    public static ChildJvm start(Class<?> main, List<String> arguments) {
        return ChildJvm.of(main)
                .jvmOption("-Xms1g")
                .jvmOption("-Xmx1g")
                .jvmOption("-XX:+UseG1GC")
                .jvmOption("-XX:-UsePerfData")
                .args(arguments.toArray(String[]::new))
                .start();
    }

    /** The sample the child prints. Fails when it ends or lets the time pass without one. */
    public static Sample sample(ChildJvm child, Duration limit) {
        return Sample.parse(child.awaitLine(Sample::isIn, "a sample", limit));
    }
}
