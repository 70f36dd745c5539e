package io.holdfast.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages show is what is compiled, what they point at is there, and what they explain is complete. */
class PagesTest {

    static List<Page> pages() throws IOException {
        return Page.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void codeBlocks_areRegionsOfCompiledSamples(Page page) throws IOException {
        for (Page.Block block : page.javaBlocks()) {
            String where = page + ", line " + block.line();
            assertThat(block.sample())
                    .as("%s: <!-- sample: file#region --> in the line above", where)
                    .matches("samples/src/(main|test)/java/.*\\.java");
            List<String> source = Files.readAllLines(Page.ROOT.resolve(block.sample()));
            assertThat(block.code()).as(where).isEqualTo(SampleRegion.in(source, block.region()));
        }
    }

    @Test
    void theReadme_showsCode() throws IOException {
        assertThat(Page.read(Page.ROOT.resolve("README.md")).javaBlocks()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void links_leadToFiles(Page page) {
        for (String link : page.fileLinks())
            assertThat(page.file().resolveSibling(link))
                    .as("%s links to %s", page, link)
                    .exists();
    }

    @Test
    void everyVersion_isExplained() throws IOException {
        String explained = Files.readString(Page.ROOT.resolve("docs/dependencies.md"));
        Matcher property =
                Pattern.compile("<([a-z0-9.-]+\\.version)>").matcher(Files.readString(Page.ROOT.resolve("pom.xml")));
        assertThat(property.results().map(each -> "`" + each.group(1) + "`"))
                .hasSizeGreaterThan(20)
                .allMatch(explained::contains, "explained in docs/dependencies.md");
    }

    @Test
    void aBlockThatDiffers_orSaysNoSample_wouldBeSeen() {
        Page page = new Page(
                Path.of("x.md"),
                List.of("<!-- sample: a/B.java#c -->", "```java", "one();", "```", "text", "```java", "two();", "```"));
        assertThat(page.javaBlocks())
                .containsExactly(
                        new Page.Block("a/B.java", "c", List.of("one();"), 2),
                        new Page.Block("", "", List.of("two();"), 6));
        List<String> source = List.of("  // region c", "    one();", "", "      more();", "  // endregion c");
        assertThat(SampleRegion.in(source, "c")).containsExactly("one();", "", "  more();");
        assertThatThrownBy(() -> SampleRegion.in(source, "d")).hasMessageContaining("// region d");
    }
}
