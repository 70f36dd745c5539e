/**
 * Row 14: how many bytes it takes to say which offsets above the frontier are finished. Nothing here talks to a broker
 * or starts a process; every arm encodes the same windows.
 */
package io.holdfast.bench.metadata;
