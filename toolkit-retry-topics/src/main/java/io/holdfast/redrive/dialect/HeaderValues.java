package io.holdfast.redrive.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Reads single header values. An absent or malformed header gives {@code null} or {@code -1}; the malformed ones are
 * remembered by name.
 */
final class HeaderValues {

    static final long NONE = -1;

    private static final int MAX_DIGITS = 19;
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private final Headers headers;
    private final boolean newestFirst;
    private List<String> malformed = List.of();

    HeaderValues(Headers headers, boolean newestFirst) {
        this.headers = headers;
        this.newestFirst = newestFirst;
    }

    /** UTF-8, bytes that are none replaced, cut to {@code maxBytes}. */
    String text(String name, int maxBytes) {
        byte[] value = value(name);
        return value == null ? null : new String(value, 0, Math.min(value.length, maxBytes), UTF_8);
    }

    String topic(String name) {
        byte[] value = value(name);
        if (value == null) return null;
        String topic = value.length > 249 ? "" : new String(value, UTF_8);
        return TOPIC.matcher(topic).matches() && !topic.equals(".") && !topic.equals("..")
                ? topic
                : malformed(name, null);
    }

    /** A decimal number, not negative. */
    long decimal(String name) {
        byte[] value = value(name);
        if (value == null) return NONE;
        if (value.length == 0 || value.length > MAX_DIGITS) return malformed(name, NONE);
        long number = 0;
        for (byte digit : value) {
            if (digit < '0' || digit > '9') return malformed(name, NONE);
            number = number * 10 + (digit - '0');
            if (number < 0) return malformed(name, NONE);
        }
        return number;
    }

    /** A decimal number that fits an int, not negative. */
    int decimalInt(String name) {
        long number = decimal(name);
        return number > Integer.MAX_VALUE ? malformed(name, (int) NONE) : (int) number;
    }

    /** A big-endian number of exactly {@code width} bytes, not negative. */
    long binary(String name, int width) {
        byte[] value = value(name);
        if (value == null) return NONE;
        if (value.length != width) return malformed(name, NONE);
        ByteBuffer buffer = ByteBuffer.wrap(value);
        long number = width == Integer.BYTES ? buffer.getInt() : buffer.getLong();
        return number < 0 ? malformed(name, NONE) : number;
    }

    /** A big-endian number of one to four bytes, not negative. */
    int shortBinary(String name) {
        byte[] value = value(name);
        if (value == null) return (int) NONE;
        if (value.length == 0 || value.length > Integer.BYTES || value[0] < 0) return malformed(name, (int) NONE);
        int number = 0;
        for (byte part : value) number = (number << 8) | (part & 0xff);
        return number;
    }

    boolean has(String name) {
        return value(name) != null;
    }

    List<String> malformed() {
        return malformed;
    }

    private byte[] value(String name) {
        if (name.isEmpty()) return null;
        Header header;
        if (newestFirst) {
            var all = headers.headers(name).iterator();
            header = all.hasNext() ? all.next() : null;
        } else {
            header = headers.lastHeader(name);
        }
        return header == null ? null : header.value();
    }

    private <T> T malformed(String name, T instead) {
        if (malformed.isEmpty()) malformed = new ArrayList<>(2);
        if (!malformed.contains(name)) malformed.add(name);
        return instead;
    }
}
