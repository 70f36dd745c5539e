package io.holdfast.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a project of its own, with a Java and a Maven that only say how they were called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final long LIMIT_SECONDS = 60;

    @TempDir
    private Path project;

    @TempDir
    private Path elsewhere;

    private record Ended(int exit, String output) {}

    @BeforeEach
    void layOut() throws IOException {
        Files.copy(Page.ROOT.resolve("holdfast"), project.resolve("holdfast"));
        Files.writeString(project.resolve("pom.xml"), "");
        Files.createDirectories(project.resolve("samples/src/main"));
        Files.createDirectories(project.resolve("jdk/bin"));
        Files.createDirectories(project.resolve("maven"));
        java("17");
        script("jdk/bin/javac", "exit 0");
        maven("3.9.9", "mkdir -p samples/target && echo some.jar > samples/target/class-path");
    }

    @Test
    void help_isUsage() throws Exception {
        Ended help = holdfast("help");
        assertThat(help.exit()).isZero();
        assertThat(help.output()).contains("demo", "dlq", "redrive", "outbox", "bench");
    }

    @Test
    void anUnknownCommand_orNone_isUsageAndExitTwo() throws Exception {
        Ended unknown = holdfast("demmo");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.output()).contains("there is no command demmo", "usage: ./holdfast");
        assertThat(holdfast().exit()).isEqualTo(2);
    }

    @Test
    void whatIsMissing_isBuilt_thenRunWithItsArguments() throws Exception {
        Ended demo = holdfast("demo", "--orders", "a b");
        assertThat(demo.exit()).isZero();
        assertThat(demo.output())
                .contains("holdfast: building samples")
                .contains("mvn called with -q -B -ntp")
                .contains("-pl samples -am")
                .contains("samples/target/classes:some.jar io.holdfast.samples.demo.Demo --orders a b");
    }

    @Test
    void whatIsFresh_isNotBuilt_andWhatIsOlderThanItsSources_is() throws Exception {
        holdfast("demo");
        assertThat(holdfast("demo").output()).doesNotContain("building");
        Path source = Files.writeString(project.resolve("samples/src/main/Demo.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(holdfast("demo").output()).contains("building samples");
    }

    @Test
    void aBuildThatFails_endsThere() throws Exception {
        maven("3.9.9", "exit 1");
        Ended demo = holdfast("demo");
        assertThat(demo.exit()).isEqualTo(1);
        assertThat(demo.output()).contains("the build of samples failed").doesNotContain("java called");
    }

    @Test
    void anOldJava_isNamed() throws Exception {
        java("11");
        Ended demo = holdfast("demo");
        assertThat(demo.exit()).isEqualTo(1);
        assertThat(demo.output()).contains("jdk/bin/java is Java 11; install a JDK 17 or later");
        java("1.8");
        assertThat(holdfast("demo").output()).contains("is Java 8;");
    }

    @Test
    void noJava_isSaid() throws Exception {
        Files.delete(project.resolve("jdk/bin/java"));
        Ended demo = holdfast("demo");
        assertThat(demo.exit()).isEqualTo(1);
        assertThat(demo.output()).contains("JAVA_HOME is").contains("no bin/java in it");
    }

    @Test
    void aRuntimeWithoutCompiler_isSaid() throws Exception {
        Files.delete(project.resolve("jdk/bin/javac"));
        assertThat(holdfast("demo").output()).contains("without a compiler");
    }

    @Test
    void anOldMaven_isNamed() throws Exception {
        maven("3.6.3", "exit 0");
        Ended demo = holdfast("demo");
        assertThat(demo.exit()).isEqualTo(1);
        assertThat(demo.output()).contains("mvn is Maven 3.6.3; install Maven 3.8 or later");
    }

    private void java(String version) throws IOException {
        script(
                "jdk/bin/java",
                "if [ \"$1\" = -XshowSettings:properties ]; then",
                "  echo '    java.specification.version = " + version + "'",
                "  echo '    java.home = " + project.resolve("jdk") + "'",
                "else",
                "  echo \"java called with $*\"",
                "fi");
    }

    private void maven(String version, String work) throws IOException {
        script(
                "maven/mvn",
                "if [ \"$1\" = --version ]; then echo 'Apache Maven " + version + " (abc)'; exit; fi",
                "echo \"mvn called with $*\"",
                work);
    }

    private void script(String file, String... lines) throws IOException {
        Path path = project.resolve(file);
        Files.writeString(path, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Ended holdfast(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", project.resolve("holdfast").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(elsewhere.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", project.resolve("jdk").toString());
        builder.environment().merge("PATH", project.resolve("maven").toString(), (path, maven) -> maven + ":" + path);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }
}
