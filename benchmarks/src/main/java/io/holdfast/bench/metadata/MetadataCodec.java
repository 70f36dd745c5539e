package io.holdfast.bench.metadata;

/** Says a window in bytes, before they are packed as text. */
@FunctionalInterface
interface MetadataCodec {
    byte[] encode(Window window) throws Exception;
}
