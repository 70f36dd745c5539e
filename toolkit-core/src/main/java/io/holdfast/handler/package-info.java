/**
 * What users write and what comes of it: a handler takes a {@link io.holdfast.handler.Delivery} and answers with an
 * {@link io.holdfast.handler.Outcome}, or throws.
 *
 * <p>Handlers are called on worker threads, several at once; never two at once for records of one key under key
 * order. Nothing here owns a thread, reads a clock or does I/O.
 */
package io.holdfast.handler;
