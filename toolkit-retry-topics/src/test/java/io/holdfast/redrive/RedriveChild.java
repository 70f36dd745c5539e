package io.holdfast.redrive;

import java.util.Map;

/** Runs a task in a process of its own, to be killed: arguments are the cluster, the task and its transaction size. */
final class RedriveChild {

    public static void main(String[] args) {
        try (Redrive redrive = new Redrive(Map.of("bootstrap.servers", args[0]))) {
            RunOptions options = RunOptions.defaults()
                    .recordsPerTransaction(Integer.parseInt(args[2]))
                    .listener(progress -> System.out.println("moved " + progress.moved()));
            Progress last = redrive.run(args[1], options);
            System.out.println("ended " + last.status() + " " + last.moved());
        }
    }

    private RedriveChild() {}
}
