package io.holdfast.bench.metadata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Well-known ways to say a window, written here from their descriptions only to compare sizes with. Each starts with one
 * byte that tells the codec, as real ones must.
 */
final class ReferenceCodecs {

    private static final int LONGEST_RUN = 0xFFFF;

    private ReferenceCodecs() {}

    /** Lengths of runs of finished and unfinished offsets in turn, two bytes each, unfinished first. */
    static byte[] runLengths(Window window) {
        ByteBuffer bytes = ByteBuffer.allocate(2 + 4 * (window.length() + 1));
        bytes.put((byte) 'r');
        boolean unfinished = true;
        int run = 0;
        for (long offset = window.base(); offset <= window.highestFinished(); offset++) {
            boolean is = window.unfinished().contains(offset);
            if (is == unfinished && run < LONGEST_RUN) {
                run++;
                continue;
            }
            bytes.putShort((short) run);
            // A run that is too long goes on after an empty one of the other kind.
            if (is == unfinished) bytes.putShort((short) 0);
            unfinished = is;
            run = 1;
        }
        bytes.putShort((short) run);
        return taken(bytes);
    }

    /** A bit for each offset, deflated as well as zlib can. */
    static byte[] zlibBitSet(Window window) throws Exception {
        BitSet finished = new BitSet(window.length());
        finished.set(0, window.length());
        window.unfinished().forEach(offset -> finished.clear((int) (offset - window.base())));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write('z');
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_COMPRESSION))) {
            deflated.write(finished.toByteArray());
        }
        return bytes.toByteArray();
    }

    private static byte[] taken(ByteBuffer bytes) {
        byte[] taken = new byte[bytes.position()];
        bytes.flip().get(taken);
        return taken;
    }
}
