package io.holdfast.outbox.sidecar;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "print-config",
        mixinStandardHelpOptions = true,
        description = "Prints the settings in force, secrets hidden.")
final class PrintConfigCommand implements Callable<Integer> {
    @ParentCommand
    private Sidecar sidecar;

    @Spec
    private CommandSpec spec;

    @Option(names = "--explain", description = "print every variable with its default and meaning instead")
    private boolean explain;

    @Override
    public Integer call() {
        if (explain)
            for (Setting setting : Setting.values()) {
                String fallback = setting.fallback() == null ? "required" : "default '" + setting.fallback() + "'";
                say(setting.variable() + "  " + fallback + "\n    " + setting.meaning());
            }
        else sidecar.setup().settings().lines().forEach(this::say);
        return ExitCode.OK.number();
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
