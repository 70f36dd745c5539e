package io.holdfast.core;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.slf4j.MDC;

/**
 * Puts a record's W3C {@code traceparent} into the logging context while its handler runs. A header that is not of the
 * form the W3C gives is left out: log lines must not carry what a stranger wrote.
 */
final class TraceContext {
    static final String KEY = "traceparent";

    /** {@code version-traceid-parentid-flags}: 2, 32, 16 and 2 hexadecimal digits. */
    private static final int LENGTH = 55;

    private TraceContext() {}

    /** True when something was put, so that {@link #leave} is due. */
    static boolean enter(Headers headers) {
        Header header = headers.lastHeader(KEY);
        if (header == null || !wellFormed(header.value())) return false;
        MDC.put(KEY, new String(header.value(), StandardCharsets.US_ASCII));
        return true;
    }

    static void leave() {
        MDC.remove(KEY);
    }

    private static boolean wellFormed(byte[] value) {
        if (value == null || value.length != LENGTH) return false;
        for (int i = 0; i < LENGTH; i++) {
            boolean dash = i == 2 || i == 35 || i == 52;
            if (dash ? value[i] != '-' : Character.digit(value[i], 16) < 0) return false;
        }
        return true;
    }
}
