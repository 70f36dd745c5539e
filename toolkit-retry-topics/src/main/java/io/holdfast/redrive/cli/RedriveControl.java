package io.holdfast.redrive.cli;

import io.holdfast.redrive.Redrive;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Commands to a task that runs somewhere else; they reach it through the task log. */
abstract class RedriveControl implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "TASK")
    private String id;

    abstract void tell(Redrive redrive, String task);

    @Override
    public Integer call() {
        try (Redrive redrive = new Redrive(connection.properties())) {
            tell(redrive, id);
        }
        connection.err().println("told " + id + "; `redrive status` shows when it has obeyed");
        return ExitCode.DONE;
    }

    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "Stops a running task after the transactions under way. Its process waits for resume.")
    static final class Pause extends RedriveControl {
        @Override
        void tell(Redrive redrive, String task) {
            redrive.pause(task);
        }
    }

    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = {
                "Lets a paused task go on. A task whose process has ended is continued with `redrive run TASK`."
            })
    static final class Resume extends RedriveControl {
        @Override
        void tell(Redrive redrive, String task) {
            redrive.resume(task);
        }
    }

    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = "Ends a running task after the transactions under way. What was moved stays moved.")
    static final class Cancel extends RedriveControl {
        @Override
        void tell(Redrive redrive, String task) {
            redrive.cancel(task);
        }
    }
}
