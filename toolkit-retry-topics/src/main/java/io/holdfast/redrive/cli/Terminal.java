package io.holdfast.redrive.cli;

import java.io.Console;

/** Whether somebody sits there. */
final class Terminal {

    /** Since JDK 22 there is a console without a terminal too, and a method to tell; before, a console was enough. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean attended() {
        Console console = System.console();
        if (console == null) return false;
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }

    private Terminal() {}
}
