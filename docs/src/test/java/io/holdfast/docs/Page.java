package io.holdfast.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of Markdown: its blocks of Java and its links. */
record Page(Path file, List<String> lines) {
    /** The docs module is where its tests run. */
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final Pattern SAMPLE = Pattern.compile("<!-- sample: (\\S+)#(\\S+) -->");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

    /**
     * A block of Java.
     *
     * @param sample the file it is from, empty if the page does not say
     * @param line of the page, 1 = first
     */
    record Block(String sample, String region, List<String> code, int line) {}

    static Page read(Path file) throws IOException {
        return new Page(file, Files.readAllLines(file));
    }

    /** README and its neighbours, and everything in docs. */
    static List<Page> all() throws IOException {
        List<Page> pages = new ArrayList<>();
        for (Path folder : List.of(ROOT, ROOT.resolve("docs"))) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(each -> each.toString().endsWith(".md"))
                        .sorted()
                        .toList()) pages.add(read(file));
            }
        }
        return pages;
    }

    List<Block> javaBlocks() {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).equals("```java")) continue;
            Matcher sample = SAMPLE.matcher(i == 0 ? "" : lines.get(i - 1));
            boolean named = sample.matches();
            int end = i + 1;
            while (end < lines.size() && !lines.get(end).equals("```")) end++;
            blocks.add(new Block(
                    named ? sample.group(1) : "",
                    named ? sample.group(2) : "",
                    List.copyOf(lines.subList(i + 1, end)),
                    i + 1));
            i = end;
        }
        return blocks;
    }

    /** Links to files beside it. */
    List<String> fileLinks() {
        return lines.stream()
                .flatMap(line -> LINK.matcher(line).results())
                .map(link -> link.group(1))
                .filter(target -> !target.contains("://"))
                .toList();
    }

    @Override
    public String toString() {
        return ROOT.relativize(file.toAbsolutePath()).toString();
    }
}
