package io.holdfast.outbox.sidecar;

import java.util.Collection;
import java.util.Comparator;

/** What somebody who mistyped a name most likely meant. */
final class Nearest {
    private Nearest() {}

    /** A question to append to an error message, or nothing when no name is near. */
    static String hint(String typed, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt((String name) -> distance(typed, name)))
                .filter(name -> distance(typed, name) <= Math.max(2, typed.length() / 5))
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
    }

    /** Edits that turn one into the other; two neighbours swapped count as one. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) d[i][0] = i;
        for (int j = 0; j <= b.length(); j++) d[0][j] = j;
        for (int i = 1; i <= a.length(); i++)
            for (int j = 1; j <= b.length(); j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
            }
        return d[a.length()][b.length()];
    }
}
