package io.holdfast.redrive.plan;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonPatch;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;
import jakarta.json.JsonWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A repair made to every record of a redrive. An edited record is another message: it gets a new message id, and the old
 * one as a link, or a dedup store would take it for the one that failed.
 *
 * @param jsonPatch RFC 6902, applied to values that are JSON objects or arrays; empty for none
 * @param setHeaders header name to the value it shall have, UTF-8
 * @param removeHeaders names of headers to leave out
 */
public record Edit(String jsonPatch, Map<String, String> setHeaders, List<String> removeHeaders) {

    private static final Edit NONE = new Edit("", Map.of(), List.of());

    public Edit {
        requireNonNull(jsonPatch, "jsonPatch");
        setHeaders = Map.copyOf(setHeaders);
        removeHeaders = List.copyOf(removeHeaders);
        if (!jsonPatch.isEmpty()) parse(jsonPatch);
        for (String name : setHeaders.keySet()) requireFree(name);
        removeHeaders.forEach(Edit::requireFree);
    }

    public static Edit none() {
        return NONE;
    }

    @JsonIgnore
    public boolean isNone() {
        return jsonPatch.isEmpty() && setHeaders.isEmpty() && removeHeaders.isEmpty();
    }

    /** The value with the patch applied; empty when it is no JSON structure or the patch does not fit it. */
    public Optional<byte[]> apply(byte[] value) {
        if (value == null) return Optional.empty();
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(value))) {
            JsonStructure patched = parse(jsonPatch).apply(reader.read());
            ByteArrayOutputStream out = new ByteArrayOutputStream(value.length + 32);
            try (JsonWriter writer = Json.createWriter(out)) {
                writer.write(patched);
            }
            return Optional.of(out.toByteArray());
        } catch (JsonException | ClassCastException doesNotFit) {
            return Optional.empty();
        }
    }

    private static JsonPatch parse(String patch) {
        try (JsonReader reader = Json.createReader(new StringReader(patch))) {
            JsonArray operations = reader.readArray();
            return Json.createPatch(operations);
        } catch (JsonException | ClassCastException bad) {
            throw new IllegalArgumentException("not a JSON Patch (RFC 6902): " + bad.getMessage(), bad);
        }
    }

    private static void requireFree(String header) {
        if (header.startsWith("holdfast-")) {
            throw new IllegalArgumentException("header " + header + " is set by Holdfast and cannot be edited");
        }
    }
}
