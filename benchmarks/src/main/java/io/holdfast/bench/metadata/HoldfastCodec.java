package io.holdfast.bench.metadata;

import io.holdfast.core.LedgerText;
import java.util.Base64;

/** What Holdfast's ledger commits, back from text to bytes so that it compares with the others. */
final class HoldfastCodec implements MetadataCodec {

    private static final String PREFIX = "hf1:";

    @Override
    public byte[] encode(Window window) {
        String text = LedgerText.of(window.base(), window.length(), window.unfinished())
                .write();
        if (!text.startsWith(PREFIX))
            throw new IllegalStateException(
                    "unknown text form, first of it: " + text.substring(0, Math.min(8, text.length())));
        return Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
    }
}
