package io.holdfast.redrive;

/** Names that a redrive gives to things in the cluster. All of them carry the task or the dead-letter topic. */
final class RedriveNames {

    /** The consumer group whose offsets say how far a task has come. */
    static String group(String task) {
        return "holdfast-redrive-" + task;
    }

    /** One fence for each partition of each task. */
    static String transactionalId(String task, int partition) {
        return "holdfast-redrive-" + task + "-" + partition;
    }

    static String parking(String dlq) {
        return dlq + ".parking";
    }

    private RedriveNames() {}
}
