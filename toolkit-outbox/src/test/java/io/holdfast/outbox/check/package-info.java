/** Proof that an outbox loses nothing and keeps the order of keys: writers, a checker, relays broken on purpose. */
package io.holdfast.outbox.check;
