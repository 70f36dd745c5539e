package io.holdfast.bench.micro;

import io.holdfast.bench.metadata.ParallelConsumerCodec;
import io.holdfast.bench.metadata.Window;
import io.holdfast.core.LedgerText;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time to say which offsets above the frontier are finished. Each starts from what it keeps in memory: Parallel Consumer
 * from a sorted set of unfinished offsets, Holdfast from its ledger; Holdfast's goes as far as the text.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MetadataEncoding {

    @Param({"10000", "100000"})
    int length;

    private Window window;
    private LedgerText ledger;

    @Setup
    public void chooseWindow() {
        window = Window.random(1_234_567_890L, length, 100, 1);
        ledger = LedgerText.of(window.base(), window.length(), window.unfinished());
    }

    @Benchmark
    public String holdfast() {
        return ledger.write();
    }

    @Benchmark
    public byte[] parallelConsumer() throws Exception {
        return new ParallelConsumerCodec().encode(window);
    }
}
