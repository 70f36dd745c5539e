/**
 * The engine's chain for those who keep their own poll loop, Spring listener or whatever calls them: handlers around
 * handlers, which run on the caller's thread.
 *
 * <p>From the outside in: {@link io.holdfast.decorate.DeadLetteringHandler} around
 * {@link io.holdfast.decorate.RetryingHandler} around an {@code IdempotentHandler} around the user's own. The caller
 * commits a record's offset when the call has returned an outcome that is finished.
 */
package io.holdfast.decorate;
