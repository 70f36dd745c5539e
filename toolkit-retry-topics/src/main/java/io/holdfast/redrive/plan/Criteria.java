package io.holdfast.redrive.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.redrive.dialect.DeadLetter;
import io.holdfast.redrive.dialect.Dialect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A {@link Selection} ready to be asked: patterns compiled, cheap criteria first. The states are not among them, for
 * they are the ledger's.
 *
 * <p>Any thread.
 */
public final class Criteria {

    private final Dialect dialect;
    private final List<Predicate<DeadLetter>> all = new ArrayList<>();

    /** @throws IllegalArgumentException naming the criterion that cannot be understood */
    public Criteria(Selection selection) {
        dialect = selection.dialect().orElse(null);
        selection.since().ifPresent(since -> all.add(letter -> letter.record().timestamp() >= since));
        selection.until().ifPresent(until -> all.add(letter -> letter.record().timestamp() < until));
        any(selection.offsets(), Criteria::covers);
        any(
                selection.keys().stream().map(Criteria::bytes).toList(),
                (letter, key) -> Arrays.equals(letter.record().key(), key));
        any(
                selection.topics(),
                (letter, topic) -> letter.originTopic().filter(topic::equals).isPresent());
        any(
                selection.groups(),
                (letter, group) -> letter.group().filter(group::equals).isPresent());
        selection.headers().forEach((name, value) -> all.add(letter -> hasHeader(letter, name, value.getBytes(UTF_8))));
        any(selection.exceptions(), Criteria::isOfClass);
        selection
                .keyPattern()
                .map(regex -> pattern("key", regex))
                .ifPresent(key -> all.add(letter -> {
                    byte[] bytes = letter.record().key();
                    return bytes != null
                            && key.matcher(new String(bytes, UTF_8)).find();
                }));
        selection
                .messagePattern()
                .map(regex -> pattern("message", regex))
                .ifPresent(message -> all.add(letter -> letter.errorMessage()
                        .filter(text -> message.matcher(text).find())
                        .isPresent()));
        any(selection.fingerprints(), (letter, wanted) -> letter.fingerprint().startsWith(wanted));
        if (!selection.json().isEmpty()) all.add(json(selection));
    }

    /** The record read by the dialect that the selection names, or else by its own. */
    public DeadLetter read(ConsumerRecord<byte[], byte[]> record) {
        return dialect == null ? DeadLetter.read(record) : DeadLetter.read(record, dialect);
    }

    public boolean matches(DeadLetter letter) {
        for (Predicate<DeadLetter> criterion : all) {
            if (!criterion.test(letter)) return false;
        }
        return true;
    }

    private interface Holds<T> {
        boolean test(DeadLetter letter, T wanted);
    }

    private <T> void any(List<T> wanted, Holds<T> holds) {
        if (wanted.isEmpty()) return;
        all.add(letter -> {
            for (T one : wanted) if (holds.test(letter, one)) return true;
            return false;
        });
    }

    private static boolean covers(DeadLetter letter, Selection.OffsetRange range) {
        ConsumerRecord<byte[], byte[]> record = letter.record();
        return record.partition() == range.partition()
                && record.offset() >= range.from()
                && record.offset() < range.to();
    }

    private static boolean isOfClass(DeadLetter letter, String wanted) {
        return letter.errorClass()
                .filter(name -> name.equals(wanted) || name.endsWith("." + wanted) || name.endsWith("$" + wanted))
                .isPresent();
    }

    private static boolean hasHeader(DeadLetter letter, String name, byte[] value) {
        for (Header header : letter.record().headers().headers(name)) {
            if (Arrays.equals(header.value(), value)) return true;
        }
        return false;
    }

    private static Predicate<DeadLetter> json(Selection selection) {
        List<Predicate<JsonNode>> fields = new ArrayList<>();
        selection.json().forEach((pointer, text) -> {
            JsonPointer path = JsonPointer.compile(pointer);
            fields.add(value -> {
                JsonNode found = value.at(path);
                return found.isValueNode() && found.asText().equals(text);
            });
        });
        return letter -> {
            byte[] value = letter.record().value();
            if (value == null) return false;
            try {
                JsonNode tree = Json.MAPPER.readTree(value);
                return tree != null && fields.stream().allMatch(field -> field.test(tree));
            } catch (IOException notJson) {
                return false;
            }
        };
    }

    private static byte[] bytes(String key) {
        if (!key.startsWith("base64:")) return key.getBytes(UTF_8);
        try {
            return Base64.getDecoder().decode(key.substring("base64:".length()));
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException("key \"" + key + "\" is not valid base64 behind \"base64:\"", bad);
        }
    }

    private static Pattern pattern(String what, String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException bad) {
            throw new IllegalArgumentException(
                    what + " pattern \"" + regex + "\" is not a regular expression: " + bad.getDescription(), bad);
        }
    }
}
