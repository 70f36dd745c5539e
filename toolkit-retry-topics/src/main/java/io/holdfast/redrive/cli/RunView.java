package io.holdfast.redrive.cli;

import io.holdfast.redrive.Progress;
import io.holdfast.redrive.Redrive;
import io.holdfast.redrive.RunOptions;
import io.holdfast.redrive.TaskStatus;
import io.holdfast.redrive.plan.Json;
import io.holdfast.redrive.plan.RedrivePlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Runs a plan for somebody who watches: a question first, a bar with rate and time left, a sentence at the end. */
final class RunView {

    private final Connection connection;

    RunView(Connection connection) {
        this.connection = connection;
    }

    /** Whether the operator has typed the number of records; without a terminal nobody can. */
    boolean confirmed(RedrivePlan plan) {
        if (!Terminal.attended()) {
            connection.err().println("not a terminal: say --yes to run without a question");
            return false;
        }
        connection.err().print("Type the number of records (" + plan.matched() + ") to go on: ");
        connection.err().flush();
        try {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
            String answer = in.readLine();
            return answer != null && answer.strip().equals(Long.toString(plan.matched()));
        } catch (IOException gone) {
            return false;
        }
    }

    int run(Redrive redrive, RedrivePlan plan, RunOptions options) {
        Progress last;
        if (connection.table() && Terminal.attended()) {
            try (ProgressBar bar = new ProgressBarBuilder()
                    .setTaskName(plan.request().action().name().toLowerCase(java.util.Locale.ROOT))
                    .setInitialMax(plan.matched())
                    .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                    .showSpeed()
                    .setSpeedUnit(ChronoUnit.SECONDS)
                    .build()) {
                last = redrive.run(plan.id(), options.listener(progress -> {
                    bar.stepTo(progress.done());
                    bar.setExtraMessage(progress.status() == TaskStatus.PAUSED ? " paused" : "");
                }));
            }
        } else {
            last = redrive.run(plan.id(), options);
        }
        return tell(plan.id(), last);
    }

    private int tell(String id, Progress last) {
        if (connection.table()) {
            connection
                    .out()
                    .println(id + ": " + words(last.status()) + ", " + last.moved() + " of " + last.planned()
                            + " moved" + (last.parked() == 0 ? "" : ", " + last.parked() + " parked")
                            + (last.note().isEmpty() ? "" : " (" + SafeText.of(last.note()) + ")"));
            connection.out().println("What became of them:  holdfast redrive report " + id);
            connection.out().flush();
        } else {
            connection.print(Json.tree(Json.write(last)).orElseThrow());
        }
        return code(last.status());
    }

    static String words(TaskStatus status) {
        return status.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    static int code(TaskStatus status) {
        return switch (status) {
            case COMPLETED -> ExitCode.DONE;
            case COMPLETED_WITH_FAILURES -> ExitCode.PARTIAL;
            case FAILED -> ExitCode.ERROR;
            case PLANNED, RUNNING, PAUSED, CANCELLED, ABORTED, FENCED -> ExitCode.STOPPED;
        };
    }
}
