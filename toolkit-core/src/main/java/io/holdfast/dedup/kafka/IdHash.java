package io.holdfast.dedup.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.holdfast.dedup.MessageId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What the log and the index keep of an id: the first 128 bits of its SHA-256. Two ids in a window of a billion share
 * them with a probability below one in 10^20, and nobody can make two that do.
 */
record IdHash(long high, long low) {
    static final int BYTES = 16;

    static IdHash of(MessageId id) {
        try {
            ByteBuffer digest = ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(id.text().getBytes(US_ASCII)));
            return new IdHash(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }

    static IdHash read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new IdHash(buffer.getLong(), buffer.getLong());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }
}
