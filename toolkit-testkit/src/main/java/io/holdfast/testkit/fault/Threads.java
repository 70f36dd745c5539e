package io.holdfast.testkit.fault;

/** Threads that never keep a test JVM alive. */
final class Threads {

    static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private Threads() {}
}
