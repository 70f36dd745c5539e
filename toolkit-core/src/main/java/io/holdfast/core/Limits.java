package io.holdfast.core;

/**
 * Bounds on what one partition may hold in memory. A partition over a bound is paused alone until it is at half of it.
 * One poll may bring up to {@code max.poll.records} more.
 *
 * @param records accepted and not finished, those behind a failing record not counted
 * @param failingRecords the same, of lanes whose first record has failed
 * @param bytes keys and values of all of them
 * @param window offsets from the frontier to the highest seen: bounds the commit metadata and what a crash repeats
 */
record Limits(int records, int failingRecords, long bytes, long window) {

    /** @param paused whether the partition is paused already, in which case it must fall to half of a bound */
    boolean full(boolean paused, int pending, int failing, long bytesHeld, long windowNow) {
        int part = paused ? 2 : 1;
        return pending - failing >= records / part
                || failing >= failingRecords / part
                || bytesHeld >= bytes / part
                || windowNow >= window / part;
    }
}
