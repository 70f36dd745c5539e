/**
 * What a redrive is asked to do and what it has promised to do: a {@link io.holdfast.redrive.plan.PlanRequest} goes in,
 * a {@link io.holdfast.redrive.plan.RedrivePlan} comes out, frozen, counted and hashed.
 *
 * <p>Values only, for users of the engine and its commands; any thread. Nothing here talks to Kafka.
 */
package io.holdfast.redrive.plan;
