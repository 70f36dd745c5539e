/**
 * The {@code dlq} and {@code redrive} commands. They add to the engine what a terminal needs: options, tables, JSON,
 * a progress bar, questions before something moves, and exit codes for scripts. Everything from a record is shown with
 * its control characters escaped.
 *
 * <p>Entered by {@link io.holdfast.redrive.cli.RedriveCommands#main}; one thread.
 */
package io.holdfast.redrive.cli;
