package io.holdfast.bench.crash;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/**
 * One byte for each offset, in a file: 1 when the record has been finished. Written bytes outlive a killed process.
 * Threads may write different offsets at once.
 */
final class FinishedMap {

    private final MappedByteBuffer finished;

    private FinishedMap(MappedByteBuffer finished) {
        this.finished = finished;
    }

    static FinishedMap open(Path file, int offsets) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new FinishedMap(channel.map(FileChannel.MapMode.READ_WRITE, 0, offsets));
        }
    }

    /** Whether this was the first time. Two threads do not finish one offset at once: order forbids it. */
    boolean finish(long offset) {
        boolean first = finished.get((int) offset) == 0;
        finished.put((int) offset, (byte) 1);
        return first;
    }

    /** The offsets finished by now. */
    BitSet offsets() {
        BitSet offsets = new BitSet(finished.capacity());
        for (int offset = 0; offset < finished.capacity(); offset++) {
            if (finished.get(offset) != 0) offsets.set(offset);
        }
        return offsets;
    }
}
