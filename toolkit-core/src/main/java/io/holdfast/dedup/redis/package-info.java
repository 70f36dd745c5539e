/**
 * Leases and marks in Redis, each call one script. Needs Lettuce on the class path.
 *
 * <p>Any thread; each call blocks for one round trip, as long as the connection's timeout at most.
 */
package io.holdfast.dedup.redis;
