package io.holdfast.redrive;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How fast and how carefully a plan is carried out.
 *
 * @param rate records a second over all partitions; 0 for as fast as it goes
 * @param parallelism partitions moved at a time
 * @param recordsPerTransaction at most so many records become visible together; a rate makes it fewer
 * @param ramp sizes of the first steps, as totals: {@code 1, 10, 100}; after each the outcome is awaited, after the
 *     last everything goes. Empty for no ramp
 * @param abortRatio a ramp is aborted when more than this share of a step has failed again
 * @param stopOnNewError a ramp is aborted when a record fails in a way that the plan does not list
 * @param outcomePatience how long a step may take until its consumers have passed it
 * @param watchedGroup the group whose offsets tell that a step has been consumed; else the groups that failed
 * @param listener hears of progress about five times a second, on the thread that runs
 */
public record RunOptions(
        int rate,
        int parallelism,
        int recordsPerTransaction,
        List<Long> ramp,
        double abortRatio,
        boolean stopOnNewError,
        Duration outcomePatience,
        Optional<String> watchedGroup,
        Consumer<Progress> listener) {

    public RunOptions {
        ramp = List.copyOf(ramp);
        requireNonNull(outcomePatience, "outcomePatience");
        requireNonNull(watchedGroup, "watchedGroup");
        requireNonNull(listener, "listener");
        if (rate < 0) throw new IllegalArgumentException("rate must be 0 (unlimited) or more, was " + rate);
        if (parallelism < 1) throw new IllegalArgumentException("parallelism must be at least 1, was " + parallelism);
        if (recordsPerTransaction < 1 || recordsPerTransaction > 100_000) {
            throw new IllegalArgumentException(
                    "recordsPerTransaction must lie in 1 to 100000, was " + recordsPerTransaction);
        }
        if (abortRatio < 0 || abortRatio > 1) {
            throw new IllegalArgumentException("abortRatio must lie in 0 to 1, was " + abortRatio);
        }
        long last = 0;
        for (long step : ramp) {
            if (step <= last) throw new IllegalArgumentException("ramp steps must grow from 1 on, were " + ramp);
            last = step;
        }
    }

    /** Unlimited rate, as many partitions at a time as there are processors, no ramp. */
    public static RunOptions defaults() {
        return new RunOptions(
                0,
                Math.max(1, Runtime.getRuntime().availableProcessors()),
                10_000,
                List.of(),
                0.2,
                true,
                Duration.ofMinutes(2),
                Optional.empty(),
                progress -> {});
    }

    public RunOptions rate(int recordsPerSecond) {
        return new RunOptions(
                recordsPerSecond,
                parallelism,
                recordsPerTransaction,
                ramp,
                abortRatio,
                stopOnNewError,
                outcomePatience,
                watchedGroup,
                listener);
    }

    public RunOptions parallelism(int partitions) {
        return new RunOptions(
                rate,
                partitions,
                recordsPerTransaction,
                ramp,
                abortRatio,
                stopOnNewError,
                outcomePatience,
                watchedGroup,
                listener);
    }

    public RunOptions recordsPerTransaction(int most) {
        return new RunOptions(
                rate, parallelism, most, ramp, abortRatio, stopOnNewError, outcomePatience, watchedGroup, listener);
    }

    public RunOptions ramp(List<Long> steps) {
        return new RunOptions(
                rate,
                parallelism,
                recordsPerTransaction,
                steps,
                abortRatio,
                stopOnNewError,
                outcomePatience,
                watchedGroup,
                listener);
    }

    public RunOptions abortRatio(double ratio) {
        return new RunOptions(
                rate,
                parallelism,
                recordsPerTransaction,
                ramp,
                ratio,
                stopOnNewError,
                outcomePatience,
                watchedGroup,
                listener);
    }

    public RunOptions stopOnNewError(boolean stop) {
        return new RunOptions(
                rate,
                parallelism,
                recordsPerTransaction,
                ramp,
                abortRatio,
                stop,
                outcomePatience,
                watchedGroup,
                listener);
    }

    public RunOptions outcomePatience(Duration patience) {
        return new RunOptions(
                rate,
                parallelism,
                recordsPerTransaction,
                ramp,
                abortRatio,
                stopOnNewError,
                patience,
                watchedGroup,
                listener);
    }

    public RunOptions watching(String group) {
        return new RunOptions(
                rate,
                parallelism,
                recordsPerTransaction,
                ramp,
                abortRatio,
                stopOnNewError,
                outcomePatience,
                Optional.of(group),
                listener);
    }

    public RunOptions listener(Consumer<Progress> progressListener) {
        return new RunOptions(
                rate,
                parallelism,
                recordsPerTransaction,
                ramp,
                abortRatio,
                stopOnNewError,
                outcomePatience,
                watchedGroup,
                progressListener);
    }
}
