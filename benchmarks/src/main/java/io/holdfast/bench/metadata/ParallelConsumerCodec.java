package io.holdfast.bench.metadata;

import io.confluent.parallelconsumer.offsets.NoEncodingPossibleException;
import io.confluent.parallelconsumer.offsets.OffsetSimultaneousEncoder;
import java.util.TreeSet;

/** Parallel Consumer's own encoder: tries its codecs and takes the smallest, as it does at every commit. */
public final class ParallelConsumerCodec implements MetadataCodec {

    @Override
    public byte[] encode(Window window) throws NoEncodingPossibleException {
        return new OffsetSimultaneousEncoder(
                        window.base(), window.highestFinished(), new TreeSet<>(window.unfinished()))
                .invoke()
                .packSmallest();
    }
}
