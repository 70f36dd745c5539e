package io.holdfast.outbox.store;

/**
 * How far behind the outbox is.
 *
 * @param rows unpublished, exact up to a limit
 * @param capped whether there are more than {@code rows}
 * @param parkedKeys keys that wait for an operator
 * @param parkedRows rows of those keys
 * @param deadRows rows given up
 * @param oldestSeconds age of the oldest unpublished row by the database's clock; 0 when there is none, negative when
 *     the table has no {@code created_at}
 */
public record Backlog(
        long rows, boolean capped, long parkedKeys, long parkedRows, long deadRows, double oldestSeconds) {}
