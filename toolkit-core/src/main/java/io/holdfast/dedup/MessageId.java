package io.holdfast.dedup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.holdfast.handler.Delivery;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;

/**
 * By what a message is known when it comes a second time: printable ASCII without spaces, 1 to {@value #MAX_LENGTH}
 * characters, compared byte by byte, fit for a key in any store.
 *
 * <p>What producers send is input. An id that is printable ASCII and short enough is kept as it is, so that an
 * operator can search for it; any other (binary, spaces, other alphabets, up to the broker's limit in length) is
 * replaced by {@code sha256:} and its SHA-256 in base64url, 50 characters. An empty or null id is no id.
 * Prefixes that this class gives ({@code sha256:}, {@code origin:}, {@code ce:}) cannot be forged: an id from outside
 * that starts with one is hashed too.
 */
public record MessageId(String text) {

    /** Longest text, and therefore the width of a column that holds ids. */
    public static final int MAX_LENGTH = 200;

    private static final String HASHED = "sha256:";
    private static final String ORIGIN = "origin:";
    private static final String CLOUD_EVENT = "ce:";

    public MessageId {
        requireNonNull(text, "text");
        if (!isPlain(text.getBytes(UTF_8)))
            throw new IllegalArgumentException("a message id must be 1 to " + MAX_LENGTH
                    + " printable ASCII characters without spaces, was " + text.length()
                    + " characters; use MessageId.of(bytes) for ids from outside");
    }

    /** The id for what a producer sent; empty for null and for no bytes. */
    public static Optional<MessageId> of(byte[] raw) {
        if (raw == null || raw.length == 0) return Optional.empty();
        String text = new String(raw, ISO_8859_1);
        boolean reserved = text.startsWith(HASHED) || text.startsWith(ORIGIN) || text.startsWith(CLOUD_EVENT);
        return Optional.of(reserved ? hashed(raw) : plainOrHashed(raw));
    }

    /** As {@link #of(byte[])} for the UTF-8 bytes of {@code raw}. */
    public static Optional<MessageId> of(String raw) {
        return raw == null ? Optional.empty() : of(raw.getBytes(UTF_8));
    }

    /** The place where the record was first consumed; knows redeliveries and hops, not a message that was sent twice. */
    public static MessageId of(Delivery.Origin origin) {
        return plainOrHashed((ORIGIN + origin).getBytes(UTF_8));
    }

    @Override
    public String toString() {
        return text;
    }

    private static MessageId plainOrHashed(byte[] raw) {
        return isPlain(raw) ? new MessageId(new String(raw, ISO_8859_1)) : hashed(raw);
    }

    private static boolean isPlain(byte[] raw) {
        if (raw.length == 0 || raw.length > MAX_LENGTH) return false;
        for (byte b : raw) if (b < 0x21 || b > 0x7e) return false;
        return true;
    }

    private static MessageId hashed(byte[] raw) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(raw);
            return new MessageId(
                    HASHED + Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }

    /**
     * Where the id of a record is found. A source must answer the same for every delivery of a message, retries and
     * redrives included; headers, key and value are the same in all of them.
     *
     * <p>Thread: any, concurrently. A source that throws is a failure of the handler.
     */
    @FunctionalInterface
    public interface Source {

        Optional<MessageId> find(Delivery<?, ?> delivery);

        /** This source, and {@code next} for records in which it finds nothing. */
        default Source or(Source next) {
            requireNonNull(next, "next");
            return delivery -> find(delivery).or(() -> next.find(delivery));
        }

        /**
         * CloudEvents, then the outbox's {@code id} header where it is a UUID, then the origin. The last always
         * finds one. An {@code id} header that is no UUID is passed over because many producers put the id of an
         * entity there, and two events of one entity are not duplicates; name it with {@link #header} if it is yours.
         */
        static Source standard() {
            return cloudEvents().or(Sources::uuidFromOutbox).or(origin());
        }

        /** The last header called {@code name}. Records without it go to the dead-letter topic unless there is an {@link #or}. */
        static Source header(String name) {
            requireNonNull(name, "name");
            return delivery -> of(Sources.valueOf(delivery, name));
        }

        /** {@code ce_id} together with {@code ce_source}: CloudEvents promises that only both are unique. */
        static Source cloudEvents() {
            return Sources::fromCloudEvent;
        }

        /** The {@code id} header, as this toolkit's outbox relay and Debezium's outbox router write it. */
        static Source outbox() {
            return header(Sources.OUTBOX_ID);
        }

        /** Topic, partition and offset of the first consumption. */
        static Source origin() {
            return delivery -> Optional.of(of(delivery.origin()));
        }
    }

    private static final class Sources {
        static final String OUTBOX_ID = "id";
        private static final Pattern UUID_TEXT = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

        static byte[] valueOf(Delivery<?, ?> delivery, String name) {
            Header header = delivery.record().headers().lastHeader(name);
            return header == null ? null : header.value();
        }

        static Optional<MessageId> uuidFromOutbox(Delivery<?, ?> delivery) {
            byte[] value = valueOf(delivery, OUTBOX_ID);
            if (value == null || value.length != 36) return Optional.empty();
            return UUID_TEXT.matcher(new String(value, ISO_8859_1)).matches() ? of(value) : Optional.empty();
        }

        /** The length of the source stands in front, so that no other pair gives the same text. */
        static Optional<MessageId> fromCloudEvent(Delivery<?, ?> delivery) {
            byte[] id = valueOf(delivery, "ce_id");
            if (id == null || id.length == 0) return Optional.empty();
            byte[] source = valueOf(delivery, "ce_source");
            if (source == null) source = new byte[0];
            ByteArrayOutputStream both =
                    new ByteArrayOutputStream(CLOUD_EVENT.length() + 8 + source.length + id.length);
            both.writeBytes((CLOUD_EVENT + source.length + ":").getBytes(ISO_8859_1));
            both.writeBytes(source);
            both.write(':');
            both.writeBytes(id);
            return Optional.of(plainOrHashed(both.toByteArray()));
        }
    }
}
