package io.holdfast.redrive.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.redrive.DeadFixture;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.KafkaTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@KafkaTest
class CommandsIT {

    private final Kafka kafka;
    private DeadFixture dead;

    CommandsIT(Kafka kafka) {
        this.kafka = kafka;
    }

    @BeforeEach
    void topics() {
        dead = new DeadFixture(kafka, 1);
    }

    private record Answer(int code, String out, String err) {}

    private Answer run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commands = RedriveCommands.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--bootstrap-server=" + kafka.bootstrapServers());
        int code = commands.execute(all.toArray(String[]::new));
        return new Answer(code, out.toString(), err.toString());
    }

    @Test
    void goesTheWholeWay() {
        dead.write("{\"n\":1}", "{\"n\":2}");
        assertThat(run("dlq", "ls", dead.dlq()).out()).contains(dead.dlq()).contains("HOLDFAST");
        assertThat(run("dlq", "groups", dead.dlq()).out()).contains("java.io.IOException: connection refused");
        assertThat(run("dlq", "stats", dead.dlq()).out()).contains("new").contains(dead.group());
        Answer dry = run("redrive", "plan", dead.dlq(), "--reason", "fixed", "--dry-run");
        assertThat(dry.code()).isZero();
        assertThat(dry.out()).contains("redrive 2 of 2 dead letters").contains(dead.retry());
        Answer plan = run("redrive", "plan", dead.dlq(), "--reason", "fixed", "--by", "ann");
        Matcher id = Pattern.compile("rd-[0-9a-f-]+").matcher(plan.out());
        assertThat(id.find()).isTrue();
        String task = id.group();
        assertThat(run("redrive", "run", task).code())
                .as("no terminal, no --yes")
                .isEqualTo(ExitCode.REFUSED);
        Answer done = run("redrive", "run", task, "--yes");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).contains("completed, 2 of 2 moved");
        assertThat(run("redrive", "status", task).out())
                .contains("completed")
                .contains("ann")
                .contains("fixed");
        assertThat(run("redrive", "report", task, "-o", "ndjson").out()).contains("\"unverified\":2");
        assertThat(run("redrive", "run", dead.dlq(), "--reason", "again", "--yes")
                        .code())
                .isEqualTo(ExitCode.NOTHING_MATCHED);
        assertThat(run("dlq", "show", dead.dlq() + "-0@0").out())
                .contains("redriven")
                .contains(task);
        assertThat(dead.retried()).isEqualTo(2);
    }

    @Test
    void answersScriptsWithExitCodes() {
        assertThat(run("redrive", "plan", "no-such-topic", "--reason", "r").code())
                .isEqualTo(ExitCode.REFUSED);
        assertThat(run("redrive", "plan", dead.dlq()).code()).as("no reason").isEqualTo(ExitCode.USAGE);
        assertThat(run("redrive", "plan", dead.dlq(), "--reason", "r").code()).isEqualTo(ExitCode.NOTHING_MATCHED);
        assertThat(run("redrive", "run", "--nonsense").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("dlq", "stats", dead.dlq(), "--since", "yesterday").code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("dlq", "show", dead.dlq() + "-0@77").code()).isEqualTo(ExitCode.NOTHING_MATCHED);
        assertThat(run("redrive", "pause", "rd-0").code()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void nothingFromARecordReachesTheTerminalUnescaped() {
        dead.write("evil \u001b[2J\u001b]0;owned\u0007", "plain");
        dead.writeWithError("\u001b[31mred\u001b[0m\r\nforged line", "x");
        for (Answer answer : List.of(
                run("dlq", "show", dead.dlq() + "-0@0"),
                run("dlq", "show", dead.dlq() + "-0@2"),
                run("dlq", "groups", dead.dlq()),
                run("dlq", "groups", dead.dlq(), "--by", "exception"),
                run("dlq", "stats", dead.dlq()),
                run("dlq", "export", dead.dlq()),
                run("redrive", "plan", dead.dlq(), "--reason", "r\u001b[1m", "--dry-run"))) {
            assertThat(answer.out())
                    .doesNotContain("\u001b")
                    .doesNotContain("\u0007")
                    .doesNotContain("\r");
            assertThat(answer.out()).isNotEmpty();
        }
    }

    @Test
    void whatIsExportedCanBeImportedByteForByte(@TempDir Path folder) throws Exception {
        dead.writeBytes(new byte[] {0, (byte) 0xff, 1}, new byte[] {(byte) 0xfe});
        dead.write("text", "{\"n\":2}");
        Path file = folder.resolve("dead.ndjson");
        assertThat(run("dlq", "export", dead.dlq(), "--file", file.toString()).code())
                .isZero();
        assertThat(Files.readAllLines(file)).hasSize(3);
        DeadFixture other = new DeadFixture(kafka, 1);
        Answer imported = run("dlq", "import", other.dlq(), "--file", file.toString());
        assertThat(imported.code()).as(imported.err()).isZero();
        assertThat(other.contents()).isEqualTo(dead.contents());
        Files.writeString(file, "not json\n");
        assertThat(run("dlq", "import", other.dlq(), "--file", file.toString()).code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(other.contents()).hasSize(3);
    }

    @Test
    void discardAndRestoreAskAndObey() {
        dead.write("a", "b");
        assertThat(run("redrive", "discard", dead.dlq(), "--reason", "test").code())
                .isEqualTo(ExitCode.REFUSED);
        assertThat(run("redrive", "discard", dead.dlq(), "--reason", "test", "--yes")
                        .code())
                .isZero();
        assertThat(run("dlq", "stats", dead.dlq(), "--state", "discarded", "-o", "ndjson")
                        .out())
                .contains("\"discarded\":2");
        assertThat(run("redrive", "restore", dead.dlq(), "--reason", "test", "--yes")
                        .code())
                .isZero();
        assertThat(run("dlq", "ls", dead.dlq(), "-o", "ndjson").out()).contains("\"unresolved\":2");
    }

    @Test
    void helpHasExamplesAndCompletionIsAScript() {
        StringWriter out = new StringWriter();
        CommandLine commands = RedriveCommands.commandLine().setOut(new PrintWriter(out));
        assertThat(commands.execute("redrive", "run", "--help")).isZero();
        assertThat(commands.execute("generate-completion")).isZero();
        assertThat(out.toString()).contains("Examples:").contains("--ramp").contains("complete -F");
    }
}
