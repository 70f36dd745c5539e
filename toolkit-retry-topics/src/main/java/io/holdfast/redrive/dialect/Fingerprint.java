package io.holdfast.redrive.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What makes two failures "the same": the error class and the frames nearest to the fault, without line numbers so
 * that a new build does not split a group. Where there is no stack trace, the message with everything that looks like
 * data taken out.
 */
final class Fingerprint {

    private static final int FRAMES = 5;
    private static final int HEX_DIGITS = 12;
    private static final Pattern DATA =
            Pattern.compile("\\p{XDigit}{8,}(-\\p{XDigit}{4,})*|\\d+|\"[^\"]*\"|'[^']*'", Pattern.CASE_INSENSITIVE);
    private static final Pattern FRAME = Pattern.compile("^\\s*at ([^(]+)\\(");

    static String of(DeadLetter letter) {
        MessageDigest digest = sha256();
        digest.update(letter.errorClass().orElse("").getBytes(UTF_8));
        digest.update((byte) 0);
        String frames = letter.stackTrace().map(Fingerprint::frames).orElse("");
        String place =
                frames.isEmpty() ? letter.errorMessage().map(Fingerprint::shape).orElse("") : frames;
        digest.update(place.getBytes(UTF_8));
        return HexFormat.of().formatHex(digest.digest()).substring(0, HEX_DIGITS);
    }

    /** The frames under the innermost cause: the last "Caused by" is where it went wrong. */
    private static String frames(String trace) {
        int cause = trace.lastIndexOf("\nCaused by:");
        String innermost = cause < 0 ? trace : trace.substring(cause + 1);
        StringBuilder frames = new StringBuilder();
        int found = 0;
        for (String line : innermost.split("\n", 64)) {
            var frame = FRAME.matcher(line);
            if (!frame.find()) continue;
            frames.append(frame.group(1)).append('\n');
            if (++found == FRAMES) break;
        }
        return frames.toString();
    }

    private static String shape(String message) {
        String start = message.length() > 300 ? message.substring(0, 300) : message;
        return DATA.matcher(start).replaceAll("#").toLowerCase(Locale.ROOT);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private Fingerprint() {}
}
