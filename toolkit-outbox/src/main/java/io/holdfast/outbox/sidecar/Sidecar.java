package io.holdfast.outbox.sidecar;

import io.holdfast.outbox.store.OutboxTableException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The program {@code holdfast-outbox}. Every setting is a variable {@code HOLDFAST_OUTBOX_…}, a line of the file given
 * by {@code --config}, or {@code --set name=value}; {@code print-config} lists them all.
 */
@Command(
        name = "holdfast-outbox",
        mixinStandardHelpOptions = true,
        version = "holdfast-outbox 0.1.0",
        description = "Publishes the rows of an outbox table to Kafka.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or drained after SIGTERM",
            "1:something unforeseen",
            "2:wrong command line or setting",
            "3:the table is not as it must be",
            "4:the database cannot be reached or refuses access",
            "5:the brokers cannot be reached or refuse access"
        },
        subcommands = {
            RunCommand.class,
            ValidateCommand.class,
            PrintConfigCommand.class,
            DdlCommand.class,
            MigrateCommand.class,
            LagCommand.class,
            PeekCommand.class,
            ParkedCommand.class,
            RedriveCommand.class,
            SkipCommand.class,
            DrainCommand.class
        })
public final class Sidecar implements Runnable {
    private static final String LOGBACK = "logback.configurationFile";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = CommandLine.ScopeType.INHERIT,
            description = "file of name=value lines; variables and --set come before it")
    private Path config;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            scope = CommandLine.ScopeType.INHERIT,
            description = "one setting, before variables and file")
    private Map<String, String> flags = new TreeMap<>();

    private final Map<String, String> environment;

    private Sidecar(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String[] args) {
        // Named here and not found by its usual name, which would impose it on users of the library.
        if (System.getProperty(LOGBACK) == null)
            System.setProperty(LOGBACK, "io/holdfast/outbox/sidecar/sidecar-logback.xml");
        System.exit(run(System.getenv(), args));
    }

    /** As {@link #main}, but returns what the process would end with. */
    static int run(Map<String, String> environment, String... args) {
        return new CommandLine(new Sidecar(environment))
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    line.getErr().println("holdfast-outbox: " + said(e));
                    return code(e).number();
                })
                .execute(args);
    }

    @Override
    public void run() {
        throw new SettingsException("no command given; --help lists them");
    }

    Setup setup() {
        return new Setup(Settings.of(environment, config, flags));
    }

    private static ExitCode code(Exception e) {
        if (e instanceof SettingsException || e instanceof IllegalArgumentException) return ExitCode.CONFIGURATION;
        if (e instanceof OutboxTableException) return ExitCode.TABLE;
        if (e instanceof SQLException) return ExitCode.DATABASE;
        if (e instanceof KafkaException) return ExitCode.KAFKA;
        return ExitCode.FAILURE;
    }

    /** One line; the cause is part of it only where the driver hides what matters there. */
    private static String said(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        if (e instanceof SQLException)
            return "database: " + message.lines().findFirst().orElse(message);
        if (e instanceof KafkaException && e.getCause() != null)
            return "Kafka: " + message + ": " + e.getCause().getMessage();
        if (e instanceof KafkaException) return "Kafka: " + message;
        boolean ours = e instanceof SettingsException
                || e instanceof IllegalArgumentException
                || e instanceof OutboxTableException;
        return ours ? message : e.toString();
    }
}
