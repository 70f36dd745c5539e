package io.holdfast.docs;

import java.util.List;

/** The lines between {@code // region name} and {@code // endregion name} of a source file, moved to the left margin. */
final class SampleRegion {

    static List<String> in(List<String> source, String name) {
        int start = find(source, "// region " + name);
        int end = find(source, "// endregion " + name);
        List<String> region = source.subList(start + 1, end);
        int margin = region.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return region.stream()
                .map(line -> line.isBlank() ? "" : line.substring(margin))
                .toList();
    }

    private static int find(List<String> source, String mark) {
        for (int i = 0; i < source.size(); i++) if (source.get(i).strip().equals(mark)) return i;
        throw new IllegalArgumentException("there is no line '" + mark + "'");
    }

    private SampleRegion() {}
}
