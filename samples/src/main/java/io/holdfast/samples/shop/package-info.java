/**
 * An order service as a user of Holdfast would write it: {@link io.holdfast.samples.shop.OrderService} reads orders from
 * a topic and ships each of them once. It knows nothing of the demo that kills it.
 *
 * <p>Threads: handlers run on the workers of the consumer; everything else on the main thread.
 */
package io.holdfast.samples.shop;
