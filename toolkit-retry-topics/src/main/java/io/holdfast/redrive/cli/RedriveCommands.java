package io.holdfast.redrive.cli;

import io.holdfast.redrive.RedriveRefused;
import java.io.PrintWriter;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.PicocliException;
import picocli.CommandLine.Spec;

/** Entry of the {@code dlq} and {@code redrive} commands. */
@Command(
        name = "holdfast",
        mixinStandardHelpOptions = true,
        version = "Holdfast 0.1.0",
        description = "Looks at dead letters and moves them back.",
        subcommands = {DlqCommands.class, RedriveTaskCommands.class, GenerateCompletion.class},
        footerHeading = "%nExit codes:%n",
        footer = {
            "   0  done",
            "   1  something unexpected, such as a cluster that does not answer",
            "   2  nothing matched",
            "   3  some records could not be moved",
            "   4  stopped by a guard, by an operator or by another runner",
            "   5  refused before anything moved: stale plan, missing rights, no confirmation",
            "  64  the command line could not be understood",
            "",
            "Shell completion:  source <(holdfast generate-completion)"
        })
public final class RedriveCommands implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        // The clients' log is for people who debug them; what an operator must know the commands say themselves.
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "io/holdfast/redrive/cli/quiet.xml");
        }
        System.exit(commandLine().execute(args));
    }

    /** The commands, for callers that bring their own streams. */
    public static CommandLine commandLine() {
        CommandLine commands = new CommandLine(new RedriveCommands());
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setParameterExceptionHandler(RedriveCommands::usage);
        commands.setExecutionExceptionHandler(RedriveCommands::failure);
        return commands;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int usage(ParameterException bad, String[] args) {
        PrintWriter err = bad.getCommandLine().getErr();
        err.println(SafeText.of(bad.getMessage()));
        err.println("Try '" + bad.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static int failure(Exception failed, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failed instanceof RedriveRefused || failed instanceof AuthorizationException) {
            failed.getMessage().lines().map(SafeText::of).forEach(err::println);
            return ExitCode.REFUSED;
        }
        if (failed instanceof IllegalArgumentException || failed instanceof PicocliException) {
            err.println(SafeText.of(failed.getMessage()));
            return ExitCode.USAGE;
        }
        Throwable cause = failed instanceof KafkaException && failed.getCause() != null ? failed.getCause() : failed;
        err.println(SafeText.of(failed.getMessage() == null ? failed.toString() : failed.getMessage()));
        if (cause != failed) err.println("  because: " + SafeText.of(String.valueOf(cause.getMessage())));
        return ExitCode.ERROR;
    }
}
