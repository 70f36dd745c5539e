package io.holdfast.testkit.owned;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A closing action that runs once: when its owner calls {@link #run()}, or else while the JVM shuts down.
 *
 * <p>Actions of different owners run side by side at shutdown, so an action that needs an order (server, then folder)
 * does both itself.
 */
public final class AtExit implements Runnable {

    private final Runnable action;
    private final Thread hook;
    private final AtomicBoolean ran = new AtomicBoolean();

    /** Registers the action; {@code name} becomes the name of the thread that runs it at shutdown. */
    public static AtExit close(String name, Runnable action) {
        AtExit atExit = new AtExit(name, action);
        Runtime.getRuntime().addShutdownHook(atExit.hook);
        return atExit;
    }

    private AtExit(String name, Runnable action) {
        this.action = action;
        this.hook = new Thread(this::runOnce, "holdfast-close-" + name);
    }

    /** Runs the action now, unless it has run or is running. */
    @Override
    public void run() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook runs, or will: runOnce decides which of us two does the work.
        }
        runOnce();
    }

    private void runOnce() {
        if (ran.compareAndSet(false, true)) {
            action.run();
        }
    }
}
