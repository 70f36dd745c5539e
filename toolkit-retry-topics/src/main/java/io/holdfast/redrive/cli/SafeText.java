package io.holdfast.redrive.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

/**
 * Text from records, made safe for a terminal. Escape sequences, other control characters, line breaks and characters
 * that turn the direction of writing come out as {@code \}{@code u001b}-like escapes: whoever dead-letters a record
 * must not be able to move the cursor of the operator who looks at it.
 */
final class SafeText {

    static String of(String text) {
        if (text == null) return "";
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            int width = Character.charCount(point);
            if (isDangerous(point)) {
                if (safe == null) safe = new StringBuilder(text.length() + 16).append(text, 0, i);
                safe.append(point == '\n' ? "\\n" : point == '\t' ? "\\t" : String.format("\\u%04x", point));
            } else if (safe != null) {
                safe.appendCodePoint(point);
            }
            i += width;
        }
        return safe == null ? text : safe.toString();
    }

    static String of(String text, int most) {
        String safe = of(text);
        return safe.codePointCount(0, safe.length()) <= most
                ? safe
                : safe.substring(0, safe.offsetByCodePoints(0, most - 1)) + "…";
    }

    /** Text if the bytes are UTF-8, else {@code base64:} and the bytes. */
    static String of(byte[] bytes) {
        if (bytes == null) return "(null)";
        return isText(bytes)
                ? of(new String(bytes, UTF_8))
                : "base64:" + Base64.getEncoder().encodeToString(bytes);
    }

    static String of(byte[] bytes, int most) {
        if (bytes == null) return "(null)";
        // Before decoding: a value may have megabytes.
        int enough = Math.min(bytes.length, most * 4 + 4);
        byte[] start = enough == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, enough);
        boolean text = isText(start) || (enough < bytes.length && isText(withoutBrokenEnd(start)));
        String shown = text
                ? of(new String(start, UTF_8))
                : "base64:" + Base64.getEncoder().encodeToString(start);
        return of(shown, most);
    }

    static boolean isText(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException binary) {
            return false;
        }
    }

    /** A cut may have gone through a character of up to four bytes. */
    private static byte[] withoutBrokenEnd(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && end > bytes.length - 4 && (bytes[end - 1] & 0xc0) == 0x80) end--;
        return java.util.Arrays.copyOf(bytes, Math.max(0, end - 1));
    }

    private static boolean isDangerous(int point) {
        int type = Character.getType(point);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.PRIVATE_USE;
    }

    private SafeText() {}
}
