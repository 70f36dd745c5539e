/**
 * Rows 1 to 5: how fast the engine hands records to handlers, by kind of work and of keys. The parent side
 * ({@code EngineRun}) starts a child JVM ({@code EngineChild}) for each run; the child meters a warm-up, throws it away,
 * and meters again with a new group.
 */
package io.holdfast.bench.engine;
