/** The relay's statements for PostgreSQL 13 and later. Stateless: one store serves all connections and threads. */
package io.holdfast.outbox.postgres;
