package io.holdfast.bench;

import java.util.Locale;

/** Numbers as text, to three digits after small ones and none after large ones; the same in every locale. */
final class Numbers {

    private Numbers() {}

    /** For scripts: no grouping, no trailing zeros. */
    static String plain(double number) {
        String text = String.format(Locale.ROOT, "%." + decimals(number) + "f", number);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    /** For people: thousands grouped. */
    static String grouped(double number) {
        return String.format(Locale.ROOT, "%,." + decimals(number) + "f", number);
    }

    private static int decimals(double number) {
        double size = Math.abs(number);
        if (size >= 100) return 0;
        return size >= 10 ? 1 : size >= 1 ? 2 : 3;
    }
}
