package io.holdfast.outbox.relay;

/**
 * When to look again. After rows were found soon, after nothing was found later and later, up to a limit; a nudge
 * starts over. Pure: times are arguments, in nanoseconds.
 */
final class Pace {
    private final long shortest;
    private final long longest;
    private long interval;
    private long nextAt;

    Pace(long shortest, long longest, long now) {
        this.shortest = shortest;
        this.longest = longest;
        this.interval = shortest;
        this.nextAt = now;
    }

    boolean due(long now) {
        return nextAt - now <= 0;
    }

    long nextAt() {
        return nextAt;
    }

    void found(long now) {
        interval = shortest;
        nextAt = now + shortest;
    }

    void foundNothing(long now) {
        nextAt = now + interval;
        interval = Math.min(interval * 2, longest);
    }

    void nudge(long now) {
        interval = shortest;
        nextAt = now;
    }

    /** Whoever waits must not wait beyond {@code at}. */
    void noLaterThan(long at) {
        if (at - nextAt < 0) nextAt = at;
    }
}
