package io.holdfast.redrive.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.redrive.dialect.DeadLetter;
import io.holdfast.redrive.ledger.LedgerEntry;
import io.holdfast.redrive.ledger.RecordState;
import io.holdfast.redrive.plan.Json;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;

/** One dead letter for people and for scripts. */
final class LetterView {

    private static final int SHOWN = 2_000;

    /** Everything that a record is, bytes and all: what {@code export} writes and {@code import} reads. */
    static ObjectNode json(DeadLetter letter, RecordState state) {
        ObjectNode json = Json.object();
        json.put("topic", letter.record().topic());
        json.put("partition", letter.record().partition());
        json.put("offset", letter.record().offset());
        json.put("timestamp", letter.record().timestamp());
        json.put("state", state.text());
        json.put("dialect", letter.dialect().name());
        letter.origin().ifPresent(origin -> json.put("origin", origin.toString()));
        letter.group().ifPresent(group -> json.put("group", group));
        letter.errorClass().ifPresent(type -> json.put("errorClass", type));
        letter.errorMessage().ifPresent(message -> json.put("errorMessage", message));
        json.put("fingerprint", letter.fingerprint());
        json.put("attempts", letter.attempts());
        json.put("redriveCount", letter.redriveCount());
        bytes(json, "key", letter.record().key());
        bytes(json, "value", letter.record().value());
        ArrayNode headers = json.putArray("headers");
        for (Header header : letter.record().headers()) {
            ObjectNode one = headers.addObject();
            one.put("name", header.key());
            bytes(one, "value", header.value());
        }
        return json;
    }

    /** UTF-8 text under the name itself, other bytes under {@code nameBase64}, nothing for null. */
    private static void bytes(ObjectNode json, String name, byte[] bytes) {
        if (bytes == null) json.putNull(name);
        else if (SafeText.isText(bytes)) json.put(name, new String(bytes, UTF_8));
        else json.put(name + "Base64", Base64.getEncoder().encodeToString(bytes));
    }

    static void print(PrintWriter out, DeadLetter letter, RecordState state, List<LedgerEntry> history) {
        line(out, "dead letter", letter.coordinates().toString());
        line(out, "state", state.text());
        line(
                out,
                "dead since",
                Instant.ofEpochMilli(letter.record().timestamp()).toString());
        line(out, "written by", letter.dialect().name());
        line(out, "origin", letter.origin().map(Object::toString));
        line(out, "group", letter.group());
        line(out, "attempts", letter.attempts() < 0 ? "unknown" : Integer.toString(letter.attempts()));
        line(out, "redriven", letter.redriveCount() + " times");
        line(out, "fingerprint", letter.fingerprint());
        line(out, "error", letter.errorClass());
        line(out, "message", letter.errorMessage());
        letter.stackTrace().ifPresent(trace -> {
            out.println("stack trace");
            trace.lines().limit(20).forEach(frame -> out.println("    " + SafeText.of(frame.strip(), 300)));
        });
        if (!letter.malformed().isEmpty()) line(out, "malformed", String.join(", ", letter.malformed()));
        line(out, "key", SafeText.of(letter.record().key(), SHOWN));
        line(out, "value", SafeText.of(letter.record().value(), SHOWN));
        out.println("headers");
        for (Header header : letter.record().headers()) {
            out.println("    " + SafeText.of(header.key(), 200) + " = " + SafeText.of(header.value(), 200));
        }
        if (!history.isEmpty()) {
            out.println("ledger");
            for (LedgerEntry entry : history) {
                out.println("    " + Instant.ofEpochMilli(entry.at()) + "  "
                        + entry.state().text() + "  by " + SafeText.of(entry.task())
                        + (entry.to().isEmpty() ? "" : "  to " + SafeText.of(entry.to())));
            }
        }
        out.flush();
    }

    private static void line(PrintWriter out, String name, Optional<String> text) {
        text.ifPresent(value -> line(out, name, value));
    }

    private static void line(PrintWriter out, String name, String text) {
        out.println(String.format("%-12s", name) + "  " + SafeText.of(text, SHOWN));
    }

    private LetterView() {}
}
