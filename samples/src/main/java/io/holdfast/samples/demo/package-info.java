/**
 * The tour: {@link io.holdfast.samples.demo.Demo} starts a broker and a database, sends orders, lets an order service ship
 * them, kills that service again and again, and then judges by what the broker and the database hold.
 *
 * <p>{@code OrderPlan} says what is sent, {@code Tour} what happens, {@code Evidence} what there is to see afterwards, and
 * {@code DemoCheck} what it is worth. Only {@code Demo} is for callers; everything runs on the main thread but the sending.
 */
package io.holdfast.samples.demo;
